"""The rules the service computes, as data and pure functions.

Standard library only: nothing here reads the clock, a database, a file or the network, so each rule can be
read, tested as a table and shown to the people it binds. Callers pass in the day or the instant.
"""
