from station.logs import FREELY, WINDOW, Repeats


class Log:
    """What is written, over a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.repeats = Repeats(lambda: self.now)
        self.written: list[dict] = []

    def say(self, event: str) -> None:
        self.written += self.repeats.pass_on({"event": event}, {"event": event, "at": self.now})


def test_the_first_few_are_written_as_they_come():
    log = Log()
    for _ in range(FREELY):
        log.say("closed")
    assert len(log.written) == FREELY and all("repeats" not in line for line in log.written)


def test_a_day_of_one_state_is_a_few_lines_an_hour_and_counts_every_time():
    log = Log()
    for _ in range(24 * 60):  # a line a minute, as the road says with its longest pause
        log.say("closed")
        log.now += 60.0
    log.written += log.repeats.rest()
    assert len(log.written) <= 24 * (FREELY + 1)
    assert sum(line.get("repeats", 1) for line in log.written) == 24 * 60


def test_the_line_that_stands_for_others_is_the_last_of_them():
    log = Log()
    for _ in range(FREELY + 3):
        log.now += 1.0
        log.say("closed")
    last = log.now
    log.now += WINDOW
    log.say("something else")
    assert log.written[-2:] == [
        {"event": "closed", "at": last, "repeats": 3},
        {"event": "something else", "at": log.now},
    ]


def test_another_state_shows_at_once():
    log = Log()
    for _ in range(100):
        log.say("closed")
    log.say("open again")
    assert log.written[-1]["event"] == "open again"


def test_a_state_that_flaps_is_counted_as_well():
    log = Log()
    for _ in range(1000):
        log.say("closed")
        log.say("open again")
        log.now += 1.0
    assert len(log.written) == 2 * FREELY


def test_what_was_never_repeated_has_no_rest():
    log = Log()
    log.say("sealed")
    assert log.repeats.rest() == []
