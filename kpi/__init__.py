"""Partner KPIs: definitions, arithmetic and analysis, as pure functions on frames and arrays.

Nothing here reads a file, a clock or an environment variable. Rows become rollups (`kpi.rollup`), rollups
a programme of rectangular arrays (`kpi.programme`), a programme and a method a board (`kpi.board`).
"""
