"""One table in the formats that the bench loads, the same bytes every time.

Usage: python formats.py <web_analytics.csv> <folder>
"""

import csv
import datetime
import gzip
import pathlib
import shutil
import sys

import xlsxwriter

COUNTS = ("pageviews", "conversions")


def quoted(source, target):
    with open(source, newline="") as rows, open(target, "w", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(rows))


def semicolon(source, target):
    """As a spreadsheet with a decimal comma saves it: counts with one decimal place."""
    with open(source, newline="") as rows, open(target, "w", newline="") as out:
        table = csv.reader(rows)
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        header = next(table)
        writer.writerow(header)
        places = [header.index(name) for name in COUNTS]
        for row in table:
            for place in places:
                row[place] += ",0"
            writer.writerow(row)


def archive(source, target):
    with open(source, "rb") as plain, open(target, "wb") as out:
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=out, mtime=0) as packed:
            shutil.copyfileobj(plain, packed)


def workbook(source, target):
    """Numbers and days as such, texts shared, as spreadsheet programs save them."""
    book = xlsxwriter.Workbook(target)
    book.set_properties({"created": datetime.datetime(2025, 10, 1)})
    sheet = book.add_worksheet("Sessions")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    with open(source, newline="") as rows:
        table = csv.reader(rows)
        header = next(table)
        sheet.write_row(0, 0, header)
        for at, row in enumerate(table, 1):
            for place, (name, text) in enumerate(zip(header, row)):
                if not text:
                    continue
                if name in COUNTS:
                    sheet.write_number(at, place, int(text))
                elif name == "session_date":
                    sheet.write_datetime(at, place, datetime.datetime.fromisoformat(text), day)
                else:
                    sheet.write_string(at, place, text)
    book.close()


def main():
    source, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.copyfile(source, folder / "plain.csv")
    quoted(source, folder / "quoted.csv")
    semicolon(source, folder / "semicolon.csv")
    archive(source, folder / "plain.csv.gz")
    # The last one gets its name when it is whole.
    workbook(source, folder / "book.part.xlsx")
    (folder / "book.part.xlsx").rename(folder / "book.xlsx")


main()
