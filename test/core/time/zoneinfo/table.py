"""Prints the release of the zone database, then what zoneinfo says around each clock change 2020-2040 of the zones named, or of all: a JSON line each."""

import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import tzdata

names = sys.argv[1:]
EPOCH = datetime(1970, 1, 1)
TIMES = ["00:00", "00:30", "02:00", "02:15", "02:30", "03:00", "09:00", "23:59"]


def local(zone, at):
    return datetime.fromtimestamp(at, timezone.utc).astimezone(zone)


def changes(zone, start, end, step=6 * 3600):
    """Instants at which the offset changes, to the second."""
    before = local(zone, start).utcoffset()
    for at in range(start, end, step):
        offset = local(zone, at + step).utcoffset()
        if offset == before:
            continue
        low, high = at, at + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if local(zone, middle).utcoffset() == before else (low, middle)
        yield high
        before = offset


def of_zone(name):
    zone = ZoneInfo(name)
    start, end = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (2020, 2041))
    instants = [start, *changes(zone, start, end)]
    days, walls = [], []
    for at in instants:
        for seconds in (-86400, -3601, -1, 0, 1, 3600, 86400):
            days.append([at + seconds, (local(zone, at + seconds).replace(tzinfo=None) - EPOCH).days])
        for day in (-1, 0, 1):
            date = (local(zone, at) + timedelta(days=day)).date()
            # the times at which this very change begins and ends, and the middle of what it skips or repeats
            edges = [local(zone, at - 1), local(zone, at - 60), local(zone, at), local(zone, at + 900)]
            for time in dict.fromkeys([*TIMES, *(edge.strftime("%H:%M") for edge in edges)]):
                # fold=0: of two times the first; one that is skipped is read with the offset before, and so moves on
                wall = datetime.fromisoformat(f"{date}T{time}:00").replace(tzinfo=zone, fold=0)
                walls.append([(datetime.fromisoformat(str(date)) - EPOCH).days, time, int(wall.timestamp())])
    return {"zone": name, "changes": instants[1:], "days": days, "walls": walls}


print(tzdata.IANA_VERSION, flush=True)
for name in names if names else sorted(available_timezones() - {"Factory"}):  # no place's zone, and none of Node's
    print(json.dumps(of_zone(name)), flush=True)
