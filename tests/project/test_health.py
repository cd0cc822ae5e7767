"""What a monitor is told."""

from threading import Event

from comity.kernel.background import Background


def test_the_page_for_monitors_names_the_work_in_the_background(client, db):
    class Failing(Background):
        name = "failing-work"
        failed = "It fails."
        every = 0.001
        longest = 0.001

        def step(self):
            if self.faults > 1:
                known.set()
            raise ValueError

    assert client.get("/healthz").content.startswith(b"ok\n")
    known, work = Event(), Failing()
    work.start()
    assert known.wait(10)
    try:
        answer = client.get("/healthz").content
        assert answer.startswith(b"ok\n")
        assert b"failing-work failing\n" in answer
    finally:
        work.stop()
    assert b"failing-work" not in client.get("/healthz").content
