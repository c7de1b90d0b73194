"""Versions of operating systems: recognised from what stands in texts, and until when they get updates."""

from __future__ import annotations

from datetime import date

import pytest

from gestand.network.kernels.systems import cycle_of, cycles, list_of_systems, system_cycle_of, system_ends_on

KNOWN = {
    "Microsoft Windows 11 Pro 23H2": "windows/11-23h2-w",
    "Windows 11 Enterprise 23H2": "windows/11-23h2-e",
    "Windows 11 Pro Education 24H2": "windows/11-24h2-w",
    "Microsoft Windows 11 Pro 10.0.26100 N/A Build 26100": "windows/11-24h2-w",
    "10.0.22631.4317": "windows/11-23h2-w",
    "Windows 10 Home": "windows/10-22h2",
    "Microsoft Windows 10 Pro 10.0.19045": "windows/10-22h2",
    "Windows 10 Pro, version 21H2": "windows/10-21h2-w",
    "Windows 10 Version 2004 (19041)": "windows/10-2004",
    "Microsoft Windows 10 Enterprise LTSC 2021": "windows/10-21h2-e-lts",
    "Windows 10 IoT Enterprise LTSC 2021": "windows/10-21h2-iot-lts",
    "Windows 11 Enterprise LTSC 2024": "windows/11-24h2-e-lts",
    "Windows® 7 Professional": "windows/7-sp1",
    "Windows 8.1": "windows/8.1",
    "Windows 8": "windows/8",
    "Microsoft Windows XP Professional": "windows/5-sp3",
    "Microsoft Windows Server 2019 Standard": "windows-server/2019",
    "Windows Server 2012 R2 Essentials": "windows-server/2012-r2",
    "Microsoft Windows Server 2008 R2 SP1": "windows-server/2008-r2-sp1",
    "Windows Server 2022 Datacenter (10.0.20348)": "windows-server/2022",
    "macOS 13.6": "macos/13",
    "macOS Ventura": "macos/13",
    "Apple macOS 10.15.7 (Catalina)": "macos/10.15",
    "Mac OS X 10.6.8": "macos/10.6",
    "OS X El Capitan": "macos/10.11",
    "macOS High Sierra": "macos/10.13",
    "iOS 17.5.1": "ios/17",
    "iPadOS 18.1": "ipados/18",
    "Android 13": "android/13",
    "Android 8.1.0": "android/8.1",
    "Android 7": "android/7.0",
    "Ubuntu 22.04.3 LTS": "ubuntu/22.04",
    "Ubuntu (noble)": "ubuntu/24.04",
    "Debian GNU/Linux 12 (bookworm)": "debian/12",
    "Raspbian GNU/Linux 11 (bullseye)": "debian/11",
    "Synology DSM 7.2-64570 Update 1": "synology-dsm/7.2",
}
UNKNOWN = [
    "",
    "Windows",
    "Windows 11",
    "Windows 11 Pro",
    "Microsoft Windows 10 1709 - 1909",
    "Windows 10 Enterprise LTSC",
    "Linux 4.15 - 5.19",
    "Cisco IOS 15.2",
    "UniFi OS 3.2.12",
    "10.0.0.5",
    "192.168.10.22631",
    "macOS",
    "Ubuntu 99.04",
    "x" * 5000,
]


@pytest.mark.parametrize("text", KNOWN)
def test_a_version_is_recognised_in_a_text(text: str) -> None:
    assert system_cycle_of(text) == KNOWN[text]


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_could_be_several_versions_or_none_is_not_guessed(text: str) -> None:
    assert system_cycle_of(text) == ""


@pytest.mark.parametrize("key", list(cycles()))
def test_the_name_of_each_version_leads_to_it(key: str) -> None:
    assert system_cycle_of(cycles()[key].name) == key


def test_a_version_has_a_last_day_of_updates_or_none_that_is_known() -> None:
    assert system_ends_on("windows/10-22h2") == date(2025, 10, 14)
    assert system_ends_on("macos/26") is None
    assert system_ends_on("windows/3.11") is None
    observed = cycle_of("macos/13")
    assert observed is not None
    assert observed.is_observed


def test_the_list_says_how_old_it_is_and_where_it_comes_from() -> None:
    head = list_of_systems()
    assert head.dated_on >= date(2026, 10, 7)
    assert "endoflife.date" in head.source
    assert "MIT" in head.licence
