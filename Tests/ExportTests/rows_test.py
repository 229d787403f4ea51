"""CSV and JSON Lines: read by Python's own readers, and compared with the view row by row."""
import csv
import json
import sys

from expected import same

csv.field_size_limit(sys.maxsize)


def check_rows(csv_path, lines_path, view, expected):
    cursor = expected.database.execute(f"SELECT * FROM {view}")
    columns = [column for column, *_ in cursor.description]
    rows = cursor.fetchall()
    with open(csv_path, newline="", encoding="utf-8") as file:
        read = list(csv.reader(file))
    same(f"{csv_path.name}: columns", read[0], columns)
    same(f"{csv_path.name}: rows", len(read) - 1, len(rows))
    wanted = [["" if value is None else str(value) for value in row] for row in rows]
    different = [pair for pair in zip(read[1:], wanted) if pair[0] != pair[1]]
    same(f"{csv_path.name}: rows that are not those of the view", different[:1], [])
    with open(lines_path, encoding="utf-8", newline="\n") as file:
        objects = [json.loads(line) for line in file]
    same(f"{lines_path.name}: rows", len(objects), len(rows))
    different = [pair for pair in zip(objects, (dict(zip(columns, row)) for row in rows)) if pair[0] != pair[1]]
    same(f"{lines_path.name}: rows that are not those of the view", different[:1], [])
