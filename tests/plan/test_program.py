"""A linear program is solved, or refused in whole sentences."""

import numpy as np
import pytest

from posada.errors import PlanError
from posada.plan.program import CORNER, PLAIN, WAYS, Program, improve, largest_residual, solve


def small(least=0.0):
    """x + y <= 4, least <= x <= 3, y <= 3."""
    program = Program()
    columns = program.columns(2, lower=[least, 0], upper=3.0)
    program.entries(program.rows(1, upper=4.0), columns, 1.0)
    return program


@pytest.mark.parametrize("way", WAYS)
def test_the_best_of_a_small_program_is_found(way):
    solution = solve(small(), np.array([2.0, 1.0]), first=way)
    assert solution.values.tolist() == pytest.approx([3, 1], abs=1e-6)
    assert solution.objective == pytest.approx(7, abs=1e-6)


def test_a_program_can_be_solved_again_after_it_has_grown():
    program = small()
    assert solve(program, np.array([2.0, 1.0]), first=CORNER).objective == pytest.approx(7)
    program.entries(program.rows(1, upper=3.0), np.array([0, 1]), 1.0)
    assert solve(program, np.array([2.0, 1.0]), first=CORNER).objective == pytest.approx(6)


def test_the_solver_writes_nothing(capfd):
    solve(small(), np.array([2.0, 1.0]), first=CORNER)
    assert capfd.readouterr() == ("", "")


def test_an_impossible_program_is_refused_and_says_why():
    program = small()
    program.entries(program.rows(1, lower=9.0), np.array([0, 1]), 1.0)
    with pytest.raises(PlanError, match="the solver ended with status 'Infeasible'"):
        solve(program, np.array([1.0, 1.0]), first=CORNER)


def test_a_residual_is_the_distance_outside_a_bound():
    assert largest_residual(small(), np.array([3.0, 1.0])) == 0
    assert largest_residual(small(least=1.0), np.array([0.5, 1.0])) == pytest.approx(0.5)
    assert largest_residual(small(), np.array([3.0, 3.0])) == pytest.approx(2 / 6)


def test_whole_numbers_are_improved_from_a_known_solution():
    program = small()
    program.row_upper[:] = 4.5
    found = improve(program, np.array([2.0, 1.0]), np.array([0, 1]), [1, 1], gap=0.0, nodes=100)
    assert found.values.tolist() == pytest.approx([3, 1])


def test_limits_next_to_nothing_do_not_make_a_program_infeasible():
    # What HiGHS 1.15 says of it while it makes it smaller; nothing at all is a solution.
    program = Program()
    columns = program.columns(4)
    program.entries(program.rows(1, 0.0, 0.0), columns[[0, 2, 3]], [-1.0, 1.0, 1.0])
    program.entries(program.rows(1, upper=4e-9), columns[:1], 15.0)
    program.entries(program.rows(1, upper=1e-9), columns[:2], 1500.0)
    assert solve(program, np.zeros(4), first=PLAIN).values == pytest.approx(0, abs=1e-9)
