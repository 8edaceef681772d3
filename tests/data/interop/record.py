"""Records what boto3 and the Python library `dkmio` store: boto3.json and python_dkmio.json beside this file.

    pip install boto3 dkmio==0.8.2 ministack==1.5.33
    .ci/on-ministack python tests/data/interop/record.py
"""

import base64
import json
import os
import pathlib
from decimal import Decimal

import boto3
from boto3.dynamodb.types import Binary
from dkmio import PK, SK, DynamoDB

CONNECTION = {
    "region_name": "us-east-1",
    "endpoint_url": os.environ["DKMIO_TEST_ENDPOINT"],
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}
CLIENT = boto3.client("dynamodb", **CONNECTION)
RESOURCE = boto3.resource("dynamodb", **CONNECTION)

ROWS = [
    {
        "id": "numbers",
        "small": 1,
        "negative": -7,
        "fraction": Decimal("12.340"),
        "wide": Decimal("12345678901234567890123456789012345678"),
        "tiny": Decimal("1E-130"),
        "zero": Decimal("0.0"),
    },
    {"id": "text", "empty": "", "unicode": "añ日本😀", "quote": 'a"b\\c\n\t'},
    {
        "id": "sets",
        "names": {"a", "b"},
        "counts": {1, 2, Decimal("3.5")},
        "blobs": {Binary(b"\x00\x01"), Binary(b"xyz")},
    },
    {
        "id": "nested",
        "none": None,
        "flag": True,
        "list": [1, "two", None, [Decimal("2.5")], {"k": None}],
        "map": {"a": {"b": {"c": [{"d": "deep"}]}}, "a.b": 1},
        "empty_list": [],
        "empty_map": {},
        "bytes": b"\x00\xff",
        "empty_bytes": b"",
    },
]


class Orders(DynamoDB(resource=RESOURCE).Table):
    __table_name__ = "orders"

    pk = PK("user_id")
    sk = SK("order_id")


def create(table, *names):
    kinds = ["HASH", "RANGE"]
    CLIENT.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, kinds)],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        BillingMode="PAY_PER_REQUEST",
    )


def stored(table, **key):
    key = {name: {"S": text} for name, text in key.items()}
    return sort(CLIENT.get_item(TableName=table, Key=key)["Item"])


def sort(value):
    """Sorts names and members of sets, so that recording again changes nothing."""
    if isinstance(value, dict):
        sets = {"SS", "NS", "BS"}.intersection(value)
        return {k: sorted(v) if k in sets else sort(v) for k, v in sorted(value.items())}
    return [sort(element) for element in value] if isinstance(value, list) else value


def write(name, items):
    text = json.dumps(items, indent=1, ensure_ascii=False, default=lambda raw: base64.b64encode(raw).decode())
    pathlib.Path(__file__).with_name(name).write_text(text + "\n")


create("rows", "id")
for row in ROWS:
    RESOURCE.Table("rows").put_item(Item=row)
write("boto3.json", [stored("rows", id=row["id"]) for row in ROWS])

create("orders", "user_id", "order_id")
orders = Orders()
orders.put(
    user_id="usr_1",
    order_id="ord_1",
    status="NEW",
    total=250,
    price=Decimal("12.50"),
    tags={"red", "blue"},
    note=None,
    address={"city": "Lima", "zip": "15001"},
    items=[{"sku": "A", "qty": 2}, {"sku": "B", "qty": 1}],
)
orders.put(user_id="usr_1", order_id="ord_2", status="NEW", total=1)
orders.update(user_id="usr_1", order_id="ord_2", set={"address": {"city": "Cusco"}}, add={"total": 41, "scores": {7, 8}})
write("python_dkmio.json", [stored("orders", user_id="usr_1", order_id=order) for order in ("ord_1", "ord_2")])
