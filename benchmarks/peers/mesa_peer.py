"""Runs a small network with plain agents of Mesa, in an environment of its own; prints JSON.

    PEER_PYTHON mesa_peer.py NETWORK_JSON PEOPLE

Each day every agent at a place moves on with some probability, chooses a way by weight, and is
under way for the days that it takes.
"""

import json
import sys
import time
from importlib.metadata import version

import mesa


class Person(mesa.Agent):
    """Somebody at a place, or on the way to one."""

    def __init__(self, model: "Country", place: int) -> None:
        super().__init__(model)
        self.place, self.days_left = place, 0

    def live(self) -> None:
        """One day."""
        if self.days_left > 0:
            self.days_left -= 1
        elif self.random.random() < self.model.moves_on[self.place]:
            goals, weights, days = self.model.ways[self.place]
            way = self.random.choices(range(len(goals)), weights)[0]
            self.place, self.days_left = goals[way], days[way] - 1


class Country(mesa.Model):
    """The network; everybody starts at the first place."""

    def __init__(self, network: dict, people: int) -> None:
        super().__init__(seed=1)
        self.moves_on, self.ways = network["moves_on"], network["ways"]
        Person.create_agents(self, people, 0)


def main() -> None:
    """Live the days and print people-days per processor second."""
    with open(sys.argv[1], encoding="utf-8") as file:
        network = json.load(file)
    people = int(sys.argv[2])
    country = Country(network, people)
    begin = time.process_time()
    for _ in range(network["days"]):
        country.agents.do("live")
    seconds = time.process_time() - begin
    figures = {"seconds": seconds, "person_days": people * network["days"]}
    print(json.dumps({"version": version("mesa"), **figures}))


if __name__ == "__main__":
    main()
