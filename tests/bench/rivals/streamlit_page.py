"""A small Overview in Streamlit: one filter, the trend by type, partners per band, the table. See page_rivals."""

import sys

import pandas as pd
import plotly.express as px
import streamlit as st

WORDS = ("partner_type", "tier", "region", "band")


@st.cache_data
def load(path: str) -> pd.DataFrame:
    """Return partner × month, read once."""
    return pd.read_csv(path, keep_default_na=False, na_values={"score": [""]}, dtype=dict.fromkeys(WORDS, "category"))


st.set_page_config(layout="wide")
st.title("How your partners are doing")
scores = load(sys.argv[1])
region = st.radio("Region", ["All", *sorted(one for one in scores["region"].cat.categories if one)], horizontal=True)
shown = scores if region == "All" else scores[scores["region"] == region]
latest = shown[shown["month"] == shown["month"].max()]
trend = shown.groupby(["partner_type", "month"], observed=True)["score"].mean().reset_index()
bands = shown.groupby(["month", "band"], observed=True).size().reset_index(name="partners")

st.metric("Engagement", f"{latest['score'].mean():.0f}", f"{len(latest)} partners")
left, right = st.columns(2)
left.plotly_chart(px.line(trend, x="month", y="score", color="partner_type"), key="trend")
right.plotly_chart(px.bar(bands, x="month", y="partners", color="band"), key="bands")
st.dataframe(latest.drop(columns="month"), hide_index=True)
