"""Several days as jobs: same answers as planned here, and nothing that happens to one job touches another."""

import time
from collections.abc import Iterator

import psutil
import pytest

from scheduling import codec
from scheduling.check import check
from scheduling.jobs import JobFailed, JobQueue, JobState, JobUnknown
from scheduling.jobs.pool import ProcessPool
from scheduling.synthetic import synthetic_day

LONG_S = 120.0


@pytest.fixture(scope="module")
def jobs() -> Iterator[JobQueue]:
    pool = ProcessPool(2)
    yield pool
    pool.close()


def day(visits: int = 20, seed: int = 1) -> bytes:
    return codec.write_problem(synthetic_day(visits, max(3, visits // 5), 1, seed))


def test_two_teams_are_planned_at_once_and_every_answer_passes_the_check(jobs: JobQueue) -> None:
    documents = [day(seed=1), day(seed=2), day(seed=3)]
    ids = [jobs.submit(document, seconds=0.5, seed=1) for document in documents]
    for document, job_id in zip(documents, ids, strict=True):
        assert jobs.wait(job_id, LONG_S).state is JobState.DONE
        answer = codec.read_answer(jobs.result(job_id))
        assert answer.check.violations == ()
        assert check(codec.read_problem(document), answer.solution).ok


def test_progress_tells_the_best_cost_so_far(jobs: JobQueue) -> None:
    job_id = jobs.submit(day(60), seconds=2.0)
    seen = []
    while not jobs.progress(job_id).state.ended:
        seen.append(jobs.progress(job_id).cost)
        time.sleep(0.02)
    costs = [cost for cost in seen if cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert jobs.progress(job_id).cost == codec.read_answer(jobs.result(job_id)).solution.score.total


@pytest.mark.parametrize("after_s", [0.0, 0.5])
def test_a_cancelled_job_ends_soon_with_a_checked_plan(jobs: JobQueue, after_s: float) -> None:
    job_id = jobs.submit(day(60), seconds=LONG_S)
    time.sleep(after_s)
    jobs.cancel(job_id)
    assert jobs.wait(job_id, 60).state is JobState.DONE
    answer = codec.read_answer(jobs.result(job_id))
    assert answer.solution.status == "cancelled"
    assert answer.check.violations == ()


@pytest.mark.parametrize("document", [b"", b"{}", b"[1, 2", day().replace(b"base", b"nowhere", 1)])
def test_a_document_that_cannot_be_used_fails_its_job_with_the_reason(jobs: JobQueue, document: bytes) -> None:
    job_id = jobs.submit(document, seconds=0.2)
    assert jobs.wait(job_id, LONG_S).state is JobState.FAILED
    with pytest.raises(JobFailed, match=r"\w"):
        jobs.result(job_id)


def test_an_unknown_backend_fails_the_job(jobs: JobQueue) -> None:
    job_id = jobs.submit(day(), backend="abacus", seconds=0.2)
    assert jobs.wait(job_id, LONG_S).state is JobState.FAILED


def test_an_unknown_job_and_one_that_goes_on_have_no_result(jobs: JobQueue) -> None:
    with pytest.raises(JobUnknown):
        jobs.progress("nothing")
    job_id = jobs.submit(day(60), seconds=LONG_S)
    with pytest.raises(JobFailed, match="has not ended"):
        jobs.result(job_id)
    jobs.cancel(job_id)
    assert jobs.wait(job_id, 60).state.ended


def test_a_killed_process_fails_its_own_job_and_the_next_one_is_done() -> None:
    pool = ProcessPool(1)
    try:
        job_id = pool.submit(day(60), seconds=LONG_S)
        while pool.progress(job_id).cost is None:
            time.sleep(0.02)
        for child in psutil.Process().children(recursive=True):
            if "spawn_main" in " ".join(child.cmdline()) and child.parent() == psutil.Process():
                child.kill()
        assert pool.wait(job_id, 30).state is JobState.FAILED
        with pytest.raises(JobFailed, match="sent again"):
            pool.result(job_id)
        again = pool.submit(day(), seconds=0.3)
        assert pool.wait(again, LONG_S).state is JobState.DONE
    finally:
        pool.close()


def test_closing_stops_what_goes_on_and_leaves_no_process() -> None:
    before = {child.pid for child in psutil.Process().children()}
    pool = ProcessPool(2)
    running, waiting = pool.submit(day(60), seconds=LONG_S), [pool.submit(day(), seconds=LONG_S) for _ in range(4)]
    while pool.progress(running).cost is None:
        time.sleep(0.02)
    pool.close()
    assert all(pool.progress(job_id).state.ended for job_id in (running, *waiting))
    left = [c for c in psutil.Process().children() if c.pid not in before and "spawn_main" in " ".join(c.cmdline())]
    assert left == []
