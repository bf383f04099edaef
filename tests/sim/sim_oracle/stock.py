"""A store: tonnes that lie there, come, go, and are promised."""

from typing import Any

from sim_oracle.station import go

GRAIN = 1e-6


def insert(row: list[Any], unit: Any, lot: float, event: Any) -> None:
    """Put a unit behind those of its priority."""
    ahead = [who for who, _, _ in row if who.priority <= unit.priority]
    row.insert(len(ahead), (unit, lot, event))


class Stock:
    """A store."""

    def __init__(self, port: Any, store: Any) -> None:
        self.port, self.store = port, store
        self.content, self.coming, self.going = store.content_t, 0.0, 0.0
        self.promised_out = self.promised_in = 0.0
        self.putters: list[Any] = []
        self.takers: list[Any] = []
        self.asleep: list[Any] = []

    def room(self) -> float:
        """Return room that nobody has a claim on."""
        used = self.content + self.coming + self.going + self.promised_in
        return self.store.capacity_t - used

    def stock(self) -> float:
        """Return tonnes that nobody has a claim on."""
        return self.content - self.promised_out

    def put(self, unit: Any, lot: float, *, promised: bool) -> Any:
        """Yield until there is room."""
        if not promised and (self.putters or lot > self.room() + GRAIN):
            event = self.port.env.event()
            insert(self.putters, unit, lot, event)
            self.port.log(unit, "waits", self.store.id)
            yield event
            return
        if promised:
            self.promised_in -= lot
        self._begin_put(unit, lot)

    def _begin_put(self, unit: Any, lot: float) -> None:
        self.coming += lot
        self.port.log(unit, "puts", self.store.id)

    def put_done(self, unit: Any, lot: float) -> None:
        """Lay it down."""
        self.coming -= lot
        self.content += lot
        self.port.log(unit, "has put", self.store.id)
        self.there_is_stock()

    def there_is_stock(self) -> None:
        """Let those go on who wait for it."""
        while self.takers and self.takers[0][1] <= self.stock() + GRAIN:
            unit, lot, event = self.takers.pop(0)
            self._begin_take(unit, lot)
            go(self.port.env, event, lot)
        self.wake()

    def take(self, unit: Any, lot: float, *, promised: bool, up_to: bool) -> Any:
        """Yield until there is stock; return the tonnes."""
        if promised:
            self.promised_out -= lot
        elif up_to:
            lot = max(0.0, min(lot, self.stock()))
        elif self.takers or lot > self.stock() + GRAIN:
            event = self.port.env.event()
            insert(self.takers, unit, lot, event)
            self.port.log(unit, "waits", self.store.id)
            return (yield event)
        self._begin_take(unit, lot)
        return lot

    def _begin_take(self, unit: Any, lot: float) -> None:
        self.content -= lot
        self.going += lot
        self.port.log(unit, "takes", self.store.id)

    def take_done(self, unit: Any, lot: float) -> None:
        """Be loaded."""
        self.going -= lot
        self.port.log(unit, "has taken", self.store.id)
        self.there_is_room()

    def there_is_room(self) -> None:
        """Let those go on who wait for it."""
        while self.putters and self.putters[0][1] <= self.room() + GRAIN:
            unit, lot, event = self.putters.pop(0)
            self._begin_put(unit, lot)
            go(self.port.env, event)
        self.wake()

    def has_for(self, source: Any) -> bool:
        """Whether a truck would find what it is sent for."""
        load = self.port.vehicles[source.mix[0][0]].payload_t.mean_value
        if source.needs == "stock":
            return not self.takers and load <= self.stock() + GRAIN
        return not self.putters and load <= self.room() + GRAIN

    def promise(self, source: Any) -> None:
        """Keep it for a truck."""
        load = self.port.vehicles[source.mix[0][0]].payload_t.mean_value
        if source.needs == "stock":
            self.promised_out += load
        else:
            self.promised_in += load

    def give_back(self, source: Any) -> None:
        """Let go what was kept for a truck that was turned away."""
        load = self.port.vehicles[source.mix[0][0]].payload_t.mean_value
        if source.needs == "stock":
            self.promised_out -= load
            self.there_is_stock()
        else:
            self.promised_in -= load
            self.there_is_room()

    def wake(self) -> None:
        """Let sources look again, the one that fell asleep last at first."""
        for source, event in list(self.asleep):
            if self.has_for(source):
                self.asleep.remove((source, event))
                event._ok, event._value = True, None
                self.port.env.schedule(event)
