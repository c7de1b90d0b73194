"""``python -m bench.network_import_inside HOSTS``: import such a scan into an empty home, print seconds as JSON."""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from lxml import etree  # noqa: E402

from bench.importing_inside import mebibytes  # noqa: E402
from gestand.core.actors import SHELL  # noqa: E402
from gestand.network.imports.actions import confirm_import, stage_file, undo_import  # noqa: E402
from gestand.network.kernels.addresses import read_address, sort_key  # noqa: E402
from gestand.network.models import AddressUse, Change, Device, ImportLine, Interface, LineState, Site  # noqa: E402
from gestand.people.models import Client  # noqa: E402

TURNS = 3
_MAKERS = (("00:11:32", "Synology Incorporated"), ("24:a4:3c", "Ubiquiti Networks"), ("3c:52:82", "Hewlett Packard"))
_PORTS = ((22, "ssh", "OpenSSH", "9.2p1"), (80, "http", "nginx", "1.22"), (443, "https", "nginx", "1.22"),
          (139, "netbios-ssn", "Samba smbd", "4.6"), (445, "microsoft-ds", "", ""), (9100, "jetdirect", "", ""))  # fmt: skip


def write_scan(path: Path, hosts: int) -> None:
    """As nmap -sV -O writes it, shortened in nothing that is read."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" '
            'args="nmap -sV -O -oX scan.xml 10.0.0.0/16" start="1795439449" version="7.93" xmloutputversion="1.05">\n'
            '<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>\n<verbose level="0"/>\n'
        )
        for number in range(hosts):
            start, maker = _MAKERS[number % len(_MAKERS)]
            mac = f"{start}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"
            stream.write(
                f'<host starttime="1795439449" endtime="1795439460"><status state="up" reason="arp-response" '
                f'reason_ttl="0"/>\n<address addr="10.0.{number // 250}.{number % 250 + 1}" addrtype="ipv4"/>\n'
                f'<address addr="{mac}" addrtype="mac" vendor="{maker}"/>\n<hostnames>\n'
                f'<hostname name="host{number}.kantoor.example" type="PTR"/>\n</hostnames>\n'
                f'<ports><extraports state="closed" count="{1000 - number % 6}">\n'
                f'<extrareasons reason="reset" count="{1000 - number % 6}" proto="tcp" ports="1-1000"/>\n</extraports>\n'
            )
            for port, name, product, version in _PORTS[: number % 6 + 1]:
                stream.write(
                    f'<port protocol="tcp" portid="{port}"><state state="open" reason="syn-ack" reason_ttl="64"/>'
                    f'<service name="{name}" product="{product}" version="{version}" method="probed" conf="10">'
                    f"<cpe>cpe:/a:x:{name}</cpe></service></port>\n"
                )
            stream.write(
                '</ports>\n<os><portused state="open" proto="tcp" portid="22"/>\n'
                '<osmatch name="Linux 5.3 - 5.4" accuracy="98" line="1"><osclass type="general purpose" vendor="Linux" '
                'osfamily="Linux" osgen="5.X" accuracy="98"><cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass></osmatch>\n'
                '</os>\n<uptime seconds="1" lastboot="x"/>\n<distance value="1"/>\n'
                '<times srtt="60" rttvar="60" to="100000"/>\n</host>\n'
            )
        stream.write(
            '<runstats><finished time="1795439999" timestr="x" summary="x" elapsed="550" exit="success"/>'
            f'<hosts up="{hosts}" down="{65536 - hosts}" total="65536"/></runstats>\n</nmaprun>\n'
        )


def reference(path: Path, folder: Path, client: Client, site: Site) -> float:
    """Reading by lxml; plain SQL writes the rows that the import leaves, into the same tables elsewhere."""
    target = sqlite3.connect(folder / f"{uuid4()}.db")
    target.execute("PRAGMA journal_mode=WAL")
    for model in (Device, Interface, AddressUse, Change):
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        target.execute(f'CREATE TABLE "{model._meta.db_table}" ({columns})')
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
                [model._meta.db_table],
            )
            for (statement,) in cursor.fetchall():
                target.execute(statement)
    began = time.perf_counter()
    rows: dict[type, list[list[object]]] = {Device: [], Interface: [], AddressUse: [], Change: []}
    now, today = timezone.now().isoformat(), date(2026, 11, 23).isoformat()
    for _event, host in etree.iterparse(str(path), events=("end",), tag="host"):
        addresses = {one.get("addrtype"): one for one in host.findall("address")}
        name = host.find("hostnames/hostname").get("name")
        ports = ", ".join(
            f"{port.get('portid')} {port.find('service').get('name')}"
            for port in host.findall("ports/port")
            if port.find("state").get("state") == "open"
        )
        system = max(host.findall("os/osmatch"), key=lambda one: int(one.get("accuracy"))).get("name")
        device, interface = uuid4().hex, uuid4().hex
        told = {
            "id": device, "short_id": device[:7], "client_id": client.id.hex, "site_id": site.id.hex, "kind": "computer",
            "name": name.split(".")[0], "host_name": name, "make": addresses["mac"].get("vendor"), "state": "in_use",
            "operating_system": system, "facts": json.dumps({"services": ports}), "seen_on": today, "created_at": now,
            "changed_at": now,
        }  # fmt: skip
        rows[Device].append([told.get(field.column, "") for field in Device._meta.concrete_fields])
        rows[Interface].append([interface, device, "", "wired", addresses["mac"].get("addr").lower(), 0])
        address = addresses["ipv4"].get("addr")
        key = sort_key(read_address(address))
        use = {"id": uuid4().hex, "site_id": site.id.hex, "address": address, "sort_key": key, "kind": "static",
               "device_id": device, "interface_id": interface, "since_on": today}  # fmt: skip
        rows[AddressUse].append([use.get(field.column) for field in AddressUse._meta.concrete_fields])
        rows[Change].append([uuid4().hex, client.id.hex, "device", device, now, None, "import", "{}"])
        host.clear()
        while host.getprevious() is not None:
            del host.getparent()[0]
    for model, written in rows.items():
        marks = ", ".join("?" * len(model._meta.concrete_fields))  # type: ignore[attr-defined]
        target.executemany(f'INSERT INTO "{model._meta.db_table}" VALUES ({marks})', written)  # type: ignore[attr-defined]
    target.commit()
    took = time.perf_counter() - began
    target.close()
    return took


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    hosts = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    now = timezone.now()
    clients = [
        Client.objects.create(
            name=f"Kantoor {turn}", sort_name="kantoor", kind="business", started_on=now.date(), created_at=now,
            changed_at=now,
        )
        for turn in range(TURNS + 1)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small.xml", folder / "large.xml"
        write_scan(small, 20)
        write_scan(large, hosts)
        took_in(small, clients[-1], now)
        gc.collect()
        idle = mebibytes("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts here
        reads, wholes, references = [], [], []
        for client in clients[:TURNS]:
            read, whole = took_in(large, client, now)
            reads.append(read)
            wholes.append(whole)
        peak = mebibytes("VmHWM") - idle  # before lxml takes its own
        site = Site.objects.first()
        assert site is not None
        references = [reference(large, folder, clients[0], site) for _turn in range(TURNS)]
        read, whole = took_in(large, clients[0], now + timedelta(hours=1))
        batch = ImportLine.objects.filter(batch__client=clients[1]).select_related("batch")[0].batch
        undone = seconds(lambda: undo_import(batch, by=SHELL, at=now + timedelta(hours=2)))
        if (
            Device.objects.filter(client=clients[1]).exists()
            or Device.objects.filter(client=clients[2]).count() != hosts
        ):
            raise SystemExit("the import is not what it should be")
        same = ImportLine.objects.filter(batch__client=clients[0], state=LineState.SAME).count()
        if same < hosts:
            raise SystemExit(f"only {same} of {hosts} hosts were known again")
        print(
            json.dumps(
                {
                    "read_seconds": statistics.median(reads),
                    "seconds": statistics.median(wholes),
                    "reference_seconds": statistics.median(references),
                    "again_seconds": whole,
                    "undo_seconds": undone,
                    "peak_mebibytes": peak,
                    "idle_mebibytes": idle,
                }
            )
        )


def took_in(path: Path, client: Client, now: object) -> tuple[float, float]:
    """Seconds until the difference is there, and until all is written."""
    began = time.perf_counter()
    with path.open("rb") as stream:
        batch = stage_file(stream, name=path.name, client=client, by=SHELL, at=now)  # type: ignore[arg-type]
    read = time.perf_counter() - began
    confirm_import(batch, by=SHELL, at=now)  # type: ignore[arg-type]
    return read, time.perf_counter() - began


if __name__ == "__main__":
    main()
