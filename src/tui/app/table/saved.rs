//! Views saved in the configuration under a name: a table, what it shows, how it is sorted. They are proved when the
//! configuration is read, so that `view NAME` never fails for what stands in it.

use std::collections::BTreeMap;

use super::field::{columns, table_of};
use super::filter::Filter;
use super::{Sort, View};
use crate::text::words::{Bad, Lang};
use crate::tui::app::model::Model;
use crate::tui::app::place::{Pane, Place, Screen, WIDE, Zoom};

/// A view as written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// The screen.
    pub screen: Option<Screen>,
    /// The table on it; else the first one.
    pub table: Option<Pane>,
    /// What it shows.
    pub filter: Option<String>,
    /// `amount`, or `-amount` the largest first.
    pub sort: Option<String>,
}

/// A view that can be called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    place: Place,
    table: Pane,
    filter: String,
    sort: Option<Sort>,
}

/// All of them by name.
pub type SavedViews = BTreeMap<String, Saved>;

/// Proves views as written.
///
/// # Errors
/// Everything that can not be: the key, what was found, what is allowed.
pub fn prove(written: &BTreeMap<String, Written>) -> Result<SavedViews, Vec<String>> {
    let mut wrong = Vec::new();
    let mut views = SavedViews::new();
    for (name, view) in written {
        match proven(view) {
            Ok(view) => {
                views.insert(name.clone(), view);
            }
            Err((key, what)) => wrong.push(format!("views.{name}.{key}: {what}")),
        }
    }
    if wrong.is_empty() {
        Ok(views)
    } else {
        Err(wrong)
    }
}

fn proven(view: &Written) -> Result<Saved, (&'static str, String)> {
    let (place, table) = place_of(view)?;
    let said = |bad: &Bad| bad.text(Lang::En);
    let filter = view.filter.clone().unwrap_or_default();
    Filter::parse(table, &filter, None).map_err(|bad| ("filter", said(&bad)))?;
    let sort = view.sort.as_deref().map(|sort| Sort::parse(table, sort));
    let sort = sort.transpose().map_err(|bad| ("sort", said(&bad)))?;
    Ok(Saved {
        place,
        table,
        filter,
        sort,
    })
}

/// Where a view stands: on its screen, else on the first one that has its table.
fn place_of(view: &Written) -> Result<(Place, Pane), (&'static str, String)> {
    let tables = |screen: Screen| {
        let panes = screen.panes(WIDE).iter().copied();
        panes.filter(|pane| !columns(*pane).is_empty())
    };
    let (screen, table) = match (view.screen, view.table) {
        (Some(screen), Some(table)) if !tables(screen).any(|pane| pane == table) => {
            let there: Vec<_> = tables(screen).map(Pane::name).collect();
            let what = format!(
                "found `{}`; on the screen `{}` there are {}",
                table.name(),
                screen.name(),
                there.join(", ")
            );
            return Err(("table", what));
        }
        (Some(screen), Some(table)) => (screen, table),
        (Some(screen), None) => {
            let first = Place::screen(screen).focus;
            (screen, table_of(first).unwrap_or(first))
        }
        (None, Some(table)) => {
            let mut screens = Screen::ALL.into_iter();
            let with = screens.find(|screen| tables(*screen).any(|pane| pane == table));
            (with.unwrap_or_default(), table)
        }
        (None, None) => {
            let what = "missing; name the screen, such as \"triage\", or the table";
            return Err(("screen", what.to_owned()));
        }
    };
    let place = Place {
        screen,
        focus: table,
        zoom: Zoom::Off,
    };
    Ok((place, table))
}

/// Goes to a saved view.
///
/// # Errors
/// There is none of that name, or the role has no such screen.
pub fn call(model: &mut Model, name: &str) -> Result<Place, Bad> {
    let setup = std::sync::Arc::clone(&model.setup);
    let saved = setup.views.get(name).ok_or_else(|| Bad::NoView {
        found: name.to_owned(),
        allowed: setup.views.keys().cloned().collect(),
    })?;
    let filter = Filter::parse(saved.table, &saved.filter, model.me())?;
    *model.views.of_mut(saved.table) = View {
        filter,
        sort: saved.sort,
    };
    model.rearrange();
    Ok(saved.place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(screen: Option<Screen>, table: Option<Pane>, filter: &str, sort: &str) -> Written {
        Written {
            screen,
            table,
            filter: Some(filter.to_owned()),
            sort: Some(sort.to_owned()),
        }
    }

    #[test]
    fn what_can_not_be_is_named_by_its_key() {
        let orders = Some(Screen::Orders);
        for (view, said) in [
            (
                written(orders, None, "tier:P0", "no"),
                "views.mine.filter: No field `tier` here. There are: bank account",
            ),
            (
                written(orders, None, "", "worth"),
                "views.mine.sort: No column `worth` here. There are: bank account",
            ),
            (
                written(orders, Some(Pane::Queue), "", "no"),
                "views.mine.table: found `queue`; on the screen `orders` there are orders, cliff",
            ),
            (
                Written::default(),
                "views.mine.screen: missing; name the screen",
            ),
        ] {
            let views = BTreeMap::from([("mine".to_owned(), view)]);
            let wrong = prove(&views).unwrap_err();
            assert!(wrong[0].starts_with(said), "{wrong:?}");
        }
        let cliff = written(None, Some(Pane::Cliff), "owner:me free<2h", "-amount");
        let views = BTreeMap::from([("mine".to_owned(), cliff)]);
        let proven = prove(&views).unwrap();
        assert_eq!(proven["mine"].place.screen, Screen::Orders);
    }
}
