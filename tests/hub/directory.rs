//! A hub that is started with a directory file enters what differs, also into a log that stands.

use std::fs;

use watchfloor::hub::directory::Directory;
use watchfloor::hub::{HubConfig, start};

#[tokio::test]
async fn what_differs_is_entered_at_every_start() {
    let home = tempfile::tempdir().unwrap();
    let config = |directory: Option<&str>| {
        let file = home.path().join("directory.toml");
        let directory = directory.map(|text| {
            fs::write(&file, text).unwrap();
            Directory::read(&file).unwrap()
        });
        HubConfig {
            directory,
            ..HubConfig::new(home.path().join("data"))
        }
    };
    let shipped = include_str!("../../src/hub/directory.toml");
    let bank = "  { code = \"ICBC\",";
    let one_more = shipped.replacen(
        bank,
        &format!("  {{ code = \"VILLAGE\", zh = \"村镇银行\", en = \"Village Bank\" }},\n{bank}"),
        1,
    );
    assert_ne!(one_more, shipped);
    let mut heads = Vec::new();
    for (directory, listed) in [
        (None, false),
        (Some(one_more.as_str()), true),
        (Some(one_more.as_str()), true),
        (Some(shipped), true),
        (None, true),
    ] {
        let hub = start(config(directory)).await.unwrap();
        let has_it = hub.institutions().iter().any(|id| id.as_str() == "VILLAGE");
        assert_eq!(has_it, listed);
        heads.push(hub.head().0);
        hub.stop().await;
    }
    assert_eq!(heads[1], heads[0] + 1, "one entry is new");
    assert_eq!(
        heads[1..],
        [heads[1]; 4],
        "nothing is entered twice, nothing is taken out"
    );
}
