"""The report on riverside, made once."""

import pytest

from posada.report import make_report
from posada.scenario import read_scenario
from tests.report.made import few_people, files, results


@pytest.fixture(scope="session")
def riverside():
    return results(read_scenario("riverside"))


@pytest.fixture(scope="session")
def report(riverside):
    return make_report(*riverside)


@pytest.fixture(scope="session")
def small():
    """The report when 14 people are on the way: most counts are under 10."""
    return files(few_people(14))
