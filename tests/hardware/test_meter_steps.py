"""Three steps learn when a machine works; a machine whose current cannot tell is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hardware.kiosk.meter_steps import as_setting, walk_steps
from hardware.kiosk.plateaus import NotClear, learn_bounds
from hardware.kiosk.protocols import parser_for
from hardware.kiosk.protocols.fm1 import record
from hardware.vocabulary import BadLine, MeterBounds
from tests.house.sources import ROOT

OFF, STANDBY, BUSY = [0] * 10, [340, 350, 360] * 5, [2300, 2450, 2600] * 5


def test_the_bounds_lie_between_standing_by_and_working() -> None:
    bounds = learn_bounds(OFF, STANDBY, BUSY)
    assert 360 < bounds.lo_milliamps <= 0.8 * bounds.hi_milliamps < bounds.hi_milliamps < 2300
    assert MeterBounds.from_json({"hi_milliamps": bounds.hi_milliamps, "lo_milliamps": bounds.lo_milliamps})


@pytest.mark.parametrize(
    ("off", "standby", "busy", "says"),
    [
        (OFF, STANDBY, [500] * 10, "hardly more"),
        (OFF, STANDBY, [2450] * 3, "only 3 readings"),
        (OFF, [350] * 5 + [2500] * 5, [2450] * 10, "hardly more|overlap"),
        ([300] * 10, STANDBY, BUSY, "one conductor"),
        (OFF, [400] * 9 + [900], [700, 1000] * 5, "overlap"),
        (OFF, [0] * 10, [0] * 10, "hardly more"),
        (OFF, [1000] * 9 + [1400], [1500] * 10, "flutters"),
    ],
)
def test_plateaus_that_cannot_tell_are_refused_with_what_to_do(
    off: list[int], standby: list[int], busy: list[int], says: str
) -> None:
    with pytest.raises(NotClear, match=says):
        learn_bounds(off, standby, busy)


def test_the_three_steps_are_walked_at_a_meter() -> None:
    address = "virtual://fm1?script=off:40,idle:40,run:200&speed=25&name=steps"
    asked: list[str] = []

    def ask(step: str) -> None:
        asked.append(step)
        if len(asked) > 1:
            wait_for(address, {2: 350, 3: 2450}[len(asked)])

    bounds = walk_steps(address, 0, 0.6, ask)
    assert [step.split()[0] for step in asked] == ["Switch", "Switch", "Let"]
    assert 400 < bounds.lo_milliamps < bounds.hi_milliamps < 2300
    assert as_setting(bounds).startswith("meter = {channel = 0, hi_milliamps = ")


def wait_for(address: str, level: int) -> None:
    """Until the machine draws about so much."""
    import time

    from hardware.kiosk.virtual.bench import bench_at
    from hardware.kiosk.virtual.meter_board import LEVELS, MeterBoard

    board = bench_at(address).board
    assert isinstance(board, MeterBoard)
    until = time.monotonic() + 20
    while LEVELS[board.level] != level and time.monotonic() < until:
        bench_at(address).live()
        time.sleep(0.01)


def test_a_port_without_a_meter_is_said_so() -> None:
    with pytest.raises(NotClear, match="plugged in"):
        walk_steps("/dev/no-such-meter", 0, 0.1, lambda step: None)


HARNESS = r"""
#include "fm1.h"
int main() {
  Fm1Line line;
  line.begin(41, 52010, "CUR");
  line.add_number("ch", 0);
  line.add_number("ma", 2450);
  if (line.end()) fwrite(line.text, 1, line.size, stdout);
  line.begin(65535, 4294967295u, "TAG");
  line.add_text("uid", "04A1B2C3D4E5F6");
  line.add_text("ev", "in");
  if (line.end()) fwrite(line.text, 1, line.size, stdout);
  line.begin(7, 7, "HELLO");
  for (int n = 0; n < 20; n++) line.add_text("cap", "cur,in,tag");
  if (line.end()) puts("too long, and sent all the same");
  RmsWindow window;
  for (int n = 0; n < 9000; n++) window.add(17 + (n % 2 ? 100 : -100));
  fprintf(stderr, "%.0f", window.mean_square());
}
"""


def test_the_sketch_prints_what_the_kiosk_reads(tmp_path: Path) -> None:
    (tmp_path / "harness.cpp").write_text(HARNESS)
    source, program = tmp_path / "harness.cpp", tmp_path / "harness"
    compiler = ["g++", "-std=c++11", "-Wall", "-Werror", f"-I{ROOT / 'deploy' / 'meter'}"]
    try:
        subprocess.run([*compiler, str(source), "-o", str(program)], check=True)
    except FileNotFoundError:
        pytest.skip("there is no C++ compiler here")
    result = subprocess.run([str(program)], check=True, capture_output=True)
    assert result.stdout == record(41, 52010, "CUR", ch=0, ma=2450) + record(
        65535, 2**32 - 1, "TAG", uid="04A1B2C3D4E5F6", ev="in"
    )
    assert float(result.stderr) == pytest.approx(10_000, rel=0.005)
    assert not [one for one in parser_for("fm1").feed(result.stdout) if isinstance(one, BadLine)]


def test_the_whole_sketch_compiles_against_the_few_arduino_words_it_uses(tmp_path: Path) -> None:
    stub = tmp_path / "Arduino.h"
    stub.write_text(ARDUINO)
    (tmp_path / "EEPROM.h").write_text('#include "Arduino.h"\n')
    sketch = (ROOT / "deploy" / "meter" / "meter.ino").read_text()
    (tmp_path / "meter.cpp").write_text('#include "Arduino.h"\n' + sketch)
    command = ["g++", "-std=c++11", "-Wall", "-Werror", "-fsyntax-only", f"-I{ROOT / 'deploy' / 'meter'}"]
    try:
        subprocess.run([*command, f"-I{tmp_path}", str(tmp_path / "meter.cpp")], check=True)
    except FileNotFoundError:
        pytest.skip("there is no C++ compiler here")


ARDUINO = """#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
enum { LOW, HIGH, INPUT_PULLUP, OUTPUT, A0 = 14 };
uint32_t millis();
int analogRead(uint8_t);
int digitalRead(uint8_t);
void digitalWrite(uint8_t, uint8_t);
void pinMode(uint8_t, uint8_t);
struct Port { void begin(long); int available(); int read(); size_t write(const uint8_t *, size_t); };
extern Port Serial;
struct Store { template <class T> T &get(int, T &); template <class T> const T &put(int, const T &); };
extern Store EEPROM;
"""
