"""Partner performance, defined and computed: frames in, scores that explain themselves out.

Pure pandas and numpy: nothing here opens a file, asks a clock or draws. From rows to numbers it goes

========================  =====================================================================================
`kpi.rollup`              rows of a table -> sums and counts per partner, month and key, which merge
`kpi.programme`           rollups -> partners, calendar, existence, spans: all as codes and arrays
`kpi.method`              a TOML text -> weights, references, windows, synonyms, thresholds, a site's own KPIs
`kpi.board`               programme + method -> every KPI of every partner or group and month
`kpi.scores`              the long table of it
`kpi.catalogue`           what each KPI is: unit, direction, formula, and words for people (`kpi.attributes`)
========================  =====================================================================================

and from numbers to what they mean:

========================  =====================================================================================
`kpi.contributions`       what each component gave to a score
`kpi.change`              the difference between two months as an exact sum
`kpi.trend`               slope and test on values that do not overlap (`kpi.history`)
`kpi.forecast`            a damped trend with intervals and its own past errors
`kpi.smart`               targets: SMART check, pace, probability
`kpi.benchmark`           place among peers
`kpi.path`                the least that would lift a score into the next band
`kpi.robustness`          whether a band hangs on the choice of weights
`kpi.insights`            ranked findings with drivers, action and evidence
`kpi.reconciliation`      figures that both sides report
`kpi.goals`               what each partner contributes to business goals
`kpi.calibrate`           references proposed from a baseline period
`kpi.narrative`           all of it in plain sentences
`kpi.composite`           normalisation and aggregation of composite indicators
`kpi.intervals`           Wilson intervals, net promoter score
`kpi.value`               customer lifetime value
========================  =====================================================================================

Examples
--------
>>> import pandas as pd
>>> from kpi.board import Board
>>> from kpi.examples import programme_of, small_method
>>> programme = programme_of({
...     "partners": pd.DataFrame({"partner_id": ["acme"], "name": ["Acme"], "partner_type": ["reseller"]}),
...     "interactions": pd.DataFrame({
...         "partner_id": "acme", "date": pd.to_datetime(["2026-01-10", "2026-02-11", "2026-03-31"]),
...         "kind": ["call", "meeting", "call"], "quantity": [2.0, 3.0, 1.0]}),
... })
>>> board = Board(programme, small_method())
>>> board.reading("engagement_score").value.round(1).tolist()  # 2, 5 and 6 contacts; 12 a quarter earn 100
[[50.0, 62.5, 50.0]]
"""
