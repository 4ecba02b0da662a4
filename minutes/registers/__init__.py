"""Who there is: the agencies of the state and the people of the network, each by day."""

__all__ = ["agencies", "generic_labels", "people", "spelled_agencies"]
