"""The demo: real issues of the Titanium projects, and one simulated project with a full history.

The real ones are Apache-2.0; NOTICE beside this file says where they come from.
"""
