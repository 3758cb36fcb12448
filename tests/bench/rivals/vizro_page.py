"""A small Overview in Vizro: one filter, the trend by type, partners per band, the table. See page_rivals."""

import sys

import pandas as pd
import vizro.models as vm
import vizro.plotly.express as px
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture
from vizro.tables import dash_ag_grid

WORDS = ("partner_type", "tier", "region", "band")


@capture("graph")
def trend(data_frame):
    """Return the mean score by type and month."""
    means = data_frame.groupby(["partner_type", "month"], observed=True)["score"].mean().reset_index()
    return px.line(means, x="month", y="score", color="partner_type")


@capture("graph")
def bands(data_frame):
    """Return the number of partners in each band and month."""
    counts = data_frame.groupby(["month", "band"], observed=True).size().reset_index(name="partners")
    return px.bar(counts, x="month", y="partners", color="band")


def main() -> None:
    """Serve the page on the port given."""
    path, port = sys.argv[1], int(sys.argv[2])
    scores = pd.read_csv(
        path, keep_default_na=False, na_values={"score": [""]}, dtype=dict.fromkeys(WORDS, "category")
    )
    data_manager["scores"] = scores
    data_manager["latest"] = scores[scores["month"] == scores["month"].max()].drop(columns="month")
    page = vm.Page(
        title="How your partners are doing",
        layout=vm.Grid(grid=[[0, 1], [2, 2]]),
        components=[
            vm.Graph(figure=trend(data_frame="scores")),
            vm.Graph(figure=bands(data_frame="scores")),
            vm.Table(figure=dash_ag_grid(data_frame="latest")),
        ],
        controls=[vm.Filter(column="region", selector=vm.RadioItems())],
    )
    Vizro().build(vm.Dashboard(pages=[page])).run(port=port, debug=False)


if __name__ == "__main__":
    main()
