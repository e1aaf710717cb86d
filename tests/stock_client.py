"""A stock WebSocket client that knows only spec/: reads the alerts snapshot, then one live event.

usage: stock_client.py URL TOKEN. Prints `snapshot N DIGEST`, then `event TYPE KEY`.
"""
import json
import sys

from websockets.sync.client import connect


def main(url, token):
    with connect(url, subprotocols=["watchfloor.v1"]) as ws:
        ids = iter(range(1, 1000))

        def say(**message):
            ws.send(json.dumps(message))

        def hear(kind):
            while True:
                message = json.loads(ws.recv(timeout=20))
                if message["t"] == kind:
                    return message

        say(t="hello", id=next(ids), client={"name": "stock", "ver": "1"}, auth={"token": token})
        hear("welcome")
        say(t="sub", id=next(ids), sub="a", feed="alerts")
        hear("subbed")
        items, cur = [], None
        while True:
            say(t="page", id=next(ids), sub="a", cur=cur, limit=500)
            page = hear("page")
            items += page["items"]
            if page["end"] is not None:
                break
            cur = page["cur"]
        assert page["end"]["count"] == len(items)
        print("snapshot", len(items), page["end"]["digest"], flush=True)
        events = hear("events")
        for item in events["items"]:
            print("event", item["type"], item["key"], flush=True)
        say(t="ack", sub="a", off=events["items"][-1]["off"])


main(*sys.argv[1:])
