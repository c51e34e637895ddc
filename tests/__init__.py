"""The test suite, mirrored: tests/<app>/ for <app>."""
