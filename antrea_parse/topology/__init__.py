"""Floor 4: records of many captures to one topology; every fact has its evidence and certainty."""
