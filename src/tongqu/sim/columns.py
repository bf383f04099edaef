"""The memory of a run, and the names of its places.

A run is one block of memory, read as whole numbers (``whole``) and as real ones (``real``): the
same words, two ways to look at them. A thing (a unit, a step, a station ...) is a row in it, and
is known by the place of its first word, so that ``whole[unit + U_STEP]`` is the step of a unit and
``real[unit + F_LOT]`` its lot. What belongs together lies in one or two cache lines; nothing is
allocated in the loop: units come from a free list, queues are lists that run through the units.

The first words are the clock: scalars, and where regions begin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Array = NDArray[Any]

NONE = -1
"""No row: the end of a list, no calendar, no limit."""

# --- what happens: kinds of entries in the event list -------------------------------------------

EVENT_BITS = 4
"""An entry is the row that it is about, shifted by so many bits, and its kind."""

(
    SOURCE_FIRES, HOLD_ENDS, CAPACITY_CHANGES, PERIOD_ENDS, LEAVES_LOCK, CHAMBER_READY,
    LOCK_WAKES, CLOCK_STRIKES, LAST_LEAVES_LOCK,
) = range(9)  # fmt: skip

# --- clock --------------------------------------------------------------------------------------

(
    EVENTS, SEQUENCE, FREE_UNIT, LIVE, READY_HEAD, READY_COUNT, READY, READY_SIZE, PLACES,
    REPLICATION, POPS, TICKS, CREATED, LEFT, TRACING, TRACE, TRACE_END,
    SOURCES, SOURCE_COUNT, STATIONS, STATION_COUNT, STORES, STORE_COUNT, GROUPS, GROUP_COUNT,
    LOCKS, LOCK_COUNT, CHAMBERS, CHAMBER_COUNT, SCRATCH, CALENDARS, CALENDAR_COUNT,
) = range(32)  # fmt: skip
NOW, HORIZON, WARM, PERIOD_H = range(32, 36)
WHAT, FREE, FREE_COUNT, NOTES, NOTED, MOST_PLACES = range(36, 42)
"""The event list: EVENTS, its tree; what is at each place; free places; what an event enters."""
CLOCK = 42

# --- units: vessels, trucks, trains -------------------------------------------------------------

SLOTS = 3
"""Stations that a unit can hold at once: a berth, cranes, and one more."""

U_STEP, U_NEXT, U_SERIAL, U_SOURCE, U_TURN, U_LOTS, U_PRIORITY, U_MIX = range(8)
U_SLOT = 8
U_AMOUNT = U_SLOT + SLOTS
F_SEIZED = U_AMOUNT + SLOTS
F_BORN, F_SINCE, F_TONNES, F_LOT = range(F_SEIZED + SLOTS, F_SEIZED + SLOTS + 4)
UNIT = F_LOT + 1

# --- steps: routes, taken apart -----------------------------------------------------------------

(
    HOLD, SEIZE, RELEASE, END, PUT, PUT_DONE, TAKE, TAKE_DONE,
    BEGIN_WORK, NEXT_LOT, CHANCE, GOTO, PASS_LOCK, WAIT_UNTIL, SKIP,
) = range(15)  # fmt: skip

S_OP, S_AT, S_MASK, S_SLOT, S_JUMP, S_LAW, S_CALENDAR, S_LEAST, S_MOST, S_MODE = range(10)
S_RATE, S_SHARE = range(10, 12)
STEP = 12

PLAIN, WORK = range(2)
"""How long a hold lasts: what its law says; that many times lot / (rate * cranes)."""

# --- laws ---------------------------------------------------------------------------------------

CONST, EXP, ERLANG, UNIFORM, LOGNORMAL, TRIANGULAR, VALUES = range(7)
STAGES_AT_ONCE = 16
"""Uniform numbers whose product is far from the smallest number there is."""
L_KIND, L_KEY0, L_KEY1, L_STAGES, L_FIRST, L_COUNT, L_AHEAD, L_WHOSE = range(8)
L_A, L_B, L_C, L_READY = range(9, 13)
LAW = L_READY + 32
"""L_AHEAD: 0, or half the entities that draw at once; L_WHOSE, two words: whose draws lie ready."""

# --- sources ------------------------------------------------------------------------------------

(
    R_GAP, R_CALENDAR, R_SERIAL, R_MIX_FIRST, R_MIX_COUNT, R_CHOICE, R_TIME_FIRST, R_TIME_COUNT,
    R_STORE, R_SIDE, R_ASLEEP, R_NEXT, R_PRIORITY, R_FLEET, R_PRESENT, R_LEFT,
) = range(16)  # fmt: skip
R_BEFORE = 16
R_LOAD, R_TONNES, R_STAY = range(17, 20)
R_AWAITED, R_LOST = 20, 24
"""Hours waited for a calendar, and lost in work and sailing; a word for each of its causes."""
SOURCE = 28

M_STEP, M_PAYLOAD = range(2)
M_CUMULATED, M_LENGTH, M_BEAM = range(2, 5)
MIX = 5

# --- stations: berths, cranes, lanes; stores and locks have two such rows each, for who waits ----

(
    Q_HEAD, Q_TAIL, Q_LENGTH, Q_PLACES, Q_GROUP_FIRST, Q_GROUP_COUNT, Q_CLASSES, Q_PERIOD,
    Q_GRANTED, Q_WAITED, Q_REFUSED, Q_OVER_LIMIT, Q_LONGEST, Q_BLAME,
) = range(14)  # fmt: skip
(
    Q_AREA, Q_LAST, Q_WAIT, Q_WAIT_SINCE_WARM, Q_WAIT_MOST, Q_LIMIT_H, Q_FULL,
    Q_BUSY, Q_BUSY_SINCE_WARM, Q_WAIT_SQUARED, Q_AREA_SEEN, Q_BUSY_SEEN,
) = range(14, 26)  # fmt: skip
STATION = 26

B_LOCK, B_OPEN, B_SHUT = range(3)
"""Of a row before something with a calendar: its lock, if it is one; hours waited while it was
open, and while it was shut, a word for each cause."""
BLAME = 6

G_CAPACITY, G_BUSY, G_CALENDAR, G_STATION, G_SERVED, G_WHOLE, G_BIT = range(7)
G_AREA, G_LAST, G_OPEN_AREA = range(7, 10)
GROUP = 10

# --- stores: yard, shed, silo, stockpile --------------------------------------------------------

K_PUTTERS, K_TAKERS, K_ASLEEP = range(3)
(
    K_CAPACITY, K_CONTENT, K_INCOMING, K_OUTGOING, K_PROMISED_OUT, K_PROMISED_IN,
    K_AREA, K_LAST, K_PUT, K_TAKEN, K_MOST, K_BEGUN_WITH,
) = range(3, 15)  # fmt: skip
STORE = 15
GRAIN_T = 1e-6
"""Tonnes that do not matter: what is left when thirds are added up."""

NEEDS_STOCK, NEEDS_ROOM = range(2)
PROMISED, UP_TO = 1, 2
"""How a step takes or puts: a unit that was sent for it; as much as there is, without a wait."""

# --- locks --------------------------------------------------------------------------------------

UP, DOWN = range(2)
X_QUEUE_UP, X_QUEUE_DOWN, X_CHAMBER_FIRST, X_CHAMBER_COUNT, X_LOOK, X_LEAST = range(6)
X_TURNING = 6
"""Empty turns under way to where vessels wait that go up; the word behind it: down."""
X_GAP, X_PATIENCE, X_EVERY, X_ENTER, X_LEAVE = range(8, 13)
LOCK = 13
H_LOCK, H_TAKES, H_STATE, H_CALENDAR, H_LOCKAGES, H_TURNS, H_VESSELS = range(7)
"""H_TAKES: the direction of the vessels that wait where the chamber's water stands."""
H_LENGTH, H_BEAM, H_LEVEL, H_TURN, H_USED, H_AREA, H_LAST, H_PHASE = range(7, 15)
CHAMBER = 15
IDLE, LOCKING, TURNING, SHUT = range(4)

# --- calendars: hours, and the value from then on ------------------------------------------------

C_FIRST, C_LAST, C_CURSOR, C_BASE, C_STANDS, C_RUNS_LAW, C_STANDS_LAW, C_PARTS = range(8)
"""C_BASE to C_STANDS: the pairs without stands by chance, where there are any; else none."""
C_SPEED, C_END, C_LOST = 8, 9, 10
"""C_LOST: unit-hours lost, a word for each cause."""
CALENDAR = 14

V_HOUR, V_VALUE, V_UNCLOSED, V_LEVEL, V_WEEK = range(5)
"""The value, and what it would be by closures alone; by closures and changes; without stands."""
PAIR = 5
CLOSURE, LEVEL, NIGHT, WEATHER = range(4)
"""What can be the cause of a low value, in the order in which the parts of one are multiplied."""
HAS_CHANGES, HAS_WEEK = 1, 2
"""Of C_PARTS: what a calendar is made of."""
CAUSES = 4

# --- waits are counted in classes: eight in each doubling ---------------------------------------

CELL_H = 1.0 / 256
CLASSES = 176

# --- what is written down every few days --------------------------------------------------------

P_COUNT, P_WAIT, P_QUEUE, P_BUSY = range(4)
PERIOD_COLUMNS = 4

# --- traces -------------------------------------------------------------------------------------

(
    CREATED_AT, GRANTED, HELD, RELEASED, GONE, TURNED_AWAY, PUT_BEGUN, PUT_ENDED, TAKE_BEGUN,
    TAKE_ENDED, QUEUED, ENTERS_CHAMBER, LEAVES_CHAMBER,
) = range(13)  # fmt: skip
T_TIME, T_WHAT, T_AT, T_SOURCE, T_SERIAL = range(5)
LINE = 5

# --- how a call of the loop ends ----------------------------------------------------------------

GOES_ON, DONE, NO_UNITS_LEFT, NO_EVENTS_LEFT, TRACE_FULL = range(5)
