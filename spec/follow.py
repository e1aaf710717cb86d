"""Follows the alerts of a hub: snapshot, then events. Needs `pip install websockets xxhash`."""
import asyncio, json, sys
import websockets, xxhash

async def follow(url, token):
    async with websockets.connect(url, subprotocols=["watchfloor.v1"], max_size=None) as ws:
        async def say(**message):
            await ws.send(json.dumps(message))

        view = {}  # key -> (version, state)
        await say(t="hello", id=1, client={"name": "follow.py", "ver": "1"}, auth={"token": token})
        async for text in ws:
            m = json.loads(text)
            match m["t"]:
                case "welcome":
                    await say(t="sub", id=2, sub="a", feed="alerts")
                case "subbed":
                    position = m["off"]
                    await say(t="page", id=3, sub="a", cur=None)
                case "page":
                    view.update((i["key"], (i["ver"], i["data"])) for i in m["items"])
                    if m["cur"]:
                        await say(t="page", id=3, sub="a", cur=m["cur"])
                    else:
                        check(view, m["end"])
                        print(len(view), "alerts", flush=True)
                case "events":
                    assert m["prev"] == position, "a hole: subscribe again from the own position"
                    for e in m["items"]:
                        position = e["off"]
                        if e["type"] in ("view.left", "alert.archived"):
                            view.pop(e["key"], None)
                        else:  # a real client folds the event in; here only the version counts
                            view[e["key"]] = (e["ver"], None)
                        print(e["at"], e["type"], e["key"], e["by"], flush=True)
                    await say(t="ack", sub="a", off=position)
                case "mark":
                    assert m["prev"] == position, "a hole: subscribe again from the own position"
                    position = m["off"]
                    check(view, m)
                    await say(t="ack", sub="a", off=position)
                case "beat":  # a client must be heard at least every 30 s
                    await say(t="ping", id=4, t0=0.0)
                case "bye" | "error":
                    print(m, file=sys.stderr)

def check(view, proof):
    total = sum(xxhash.xxh3_64_intdigest(f"{key}\0{ver}") for key, (ver, _) in view.items())
    assert (len(view), f"{total % 2**64:016x}") == (proof["count"], proof["digest"]), "resync"

asyncio.run(follow(sys.argv[1], open(sys.argv[2]).read().strip()))
