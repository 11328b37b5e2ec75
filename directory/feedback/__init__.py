"""Notes that people send to the operator: questions, corrections, barriers."""
