# ruff: noqa: E501
"""Reports about delimiters taken for others."""

from tests.intake.reports import report

DELIMITERS = [
    report("csv-jl 746", "col1;col2;col3\n1;a,b,c;3\n2;d,e,f;4\n", "col1|col2|col3", "1|a,b,c|3", "2|d,e,f|4"),
    report(
        "csv-jl 1159",
        "Input1;Letter1;Test Date;Number;Price 1;Price 2\nA 1.;B;Mar 1, 2025;100;$1;$1,024\n"
        "A-1 2.;B;Mar 2, 2025;200;$2;$10\nA 1;B;Mar 3, 2025;1,000;$3;$4\n",
        "Input1|Letter1|Test Date|Number|Price 1|Price 2",
        "A 1.|B|Mar 1, 2025|100|$1|$1,024",
        "A-1 2.|B|Mar 2, 2025|200|$2|$10",
        "A 1|B|Mar 3, 2025|1,000|$3|$4",
    ),
    report(
        "csv-jl 1185 comma decimals",
        "x;y;z\n1,5;2,5;3,5\n4,5;5,5;6,5\n7,5;8,5;9,5\n",
        "x|y|z",
        "1,5|2,5|3,5",
        "4,5|5,5|6,5",
        "7,5|8,5|9,5",
    ),
    report(
        "csv-jl 799 spaces in the header",
        "First name here,Last name\nAda,Lovelace\nBo,Berg\n",
        "First name here|Last name",
        "Ada|Lovelace",
        "Bo|Berg",
    ),
    report(
        "tabletool 34",
        "Duration;Phase\n6:30;First developer\n1:00;Wash 1\n6:00;Color developer\n2:00;Wash 2\n",
        "Duration|Phase",
        "6:30|First developer",
        "1:00|Wash 1",
        "6:00|Color developer",
        "2:00|Wash 2",
    ),
    report(
        "rainbow 134",
        "when;number;price;who;state;\nApril 15, 2023;4028722987;25.00;Ray;pending;\nApril 14, 2023;4441335566;25.00;Scott;pending;\n"
        "April 9, 2023;6783434534;25.00;Lonny;\nApril 8, 2023;7795581629;25.00;Cecelia;\n",
        "when|number|price|who|state",
        "April 15, 2023|4028722987|25.00|Ray|pending",
        "April 14, 2023|4441335566|25.00|Scott|pending",
        "April 9, 2023|6783434534|25.00|Lonny",
        "April 8, 2023|7795581629|25.00|Cecelia",
    ),
    report(
        "clevercsv 35",
        "".join(["what,at,on\n", *[f"bytearray(b'fake data'),1{n}:33:15,200{n}-02-15T19:10:31\n" for n in range(8)]]),
        "what|at|on",
        *[f"bytearray(b'fake data')|1{n}:33:15|200{n}-02-15T19:10:31" for n in range(8)],
    ),
    report(
        "clevercsv 52",
        "a,b,at,d,to,f\nitem1,item2,2022-03-28 17:24:10,item4,2022-01-02 22:43:59,item6\nitem7,item8,2022-03-29 18:24:10,item9,2022-01-03 22:44:00,item0\n",
        "a|b|at|d|to|f",
        "item1|item2|2022-03-28 17:24:10|item4|2022-01-02 22:43:59|item6",
        "item7|item8|2022-03-29 18:24:10|item9|2022-01-03 22:44:00|item0",
    ),
    report(
        "clevercsv 99 markdown",
        'id,notes,n\n1,"**bold** text\n\n* one\n* two\n* three",5\n2,"*more* of **it**\n\n* four",6\n',
        "id|notes|n",
        "1|**bold** text\n\n* one\n* two\n* three|5",
        "2|*more* of **it**\n\n* four|6",
    ),
    report(
        "clevercsv 58",
        '"Type"|"Street"\n"Private Company"|"Point Rd"\n"Public Company"|"Long Point Rd"\n',
        "Type|Street",
        "Private Company|Point Rd",
        "Public Company|Long Point Rd",
    ),
    report(
        "csvkit 1198",
        "source_file,SA_ID,Rate Plan,Mail Address\n"
        + "".join(
            f"Point-StartServicesFrom7days2023.02.17.csv,22{n}4704,W-RESC  ,PO BOX 4{n}   CUMBERLAND\n"
            for n in range(5)
        ),
        "source_file|SA_ID|Rate Plan|Mail Address",
        *[
            f"Point-StartServicesFrom7days2023.02.17.csv|22{n}4704|W-RESC  |PO BOX 4{n}   CUMBERLAND"
            for n in range(5)
        ],
    ),
    report(
        "csvkit 1285",
        "task_id\thash\tnative_id\tname\n408\t99/f1b309\t6900968\tCOOL_PROCESS_1\n409\t11/e701ea\t6901337\tCOOL_PROCESS_2\n",
        "task_id|hash|native_id|name",
        "408|99/f1b309|6900968|COOL_PROCESS_1",
        "409|11/e701ea|6901337|COOL_PROCESS_2",
    ),
    report("agate 783", "a\n100\n", "a", "100"),
    report("csv-reconcile 68", "a,b,c\n1,2\n3,4,5\n6,7,8\n", "a|b|c", "1|2", "3|4|5", "6|7|8"),
    report(
        "pysdmx 460",
        "STRUCTURE,ID,label\ndataflow,EI:BOP(1.0),Balance | net\ndataflow,EI:BOP(1.1),Credit | gross\n",
        ["STRUCTURE", "ID", "label"],
        ["dataflow", "EI:BOP(1.0)", "Balance | net"],
        ["dataflow", "EI:BOP(1.1)", "Credit | gross"],
    ),
    report(
        "duckdb 14115",
        "FlightDate|UniqueCarrier|OriginCityName|DestCityName\n1988-01-01|AA|New York, NY|Los Angeles, CA\n1988-01-02|AA|New York, NY|Los Angeles, CA\n1988-01-03|AA|New York, NY|Los Angeles, CA\n",
        "FlightDate|UniqueCarrier|OriginCityName|DestCityName",
        *[f"1988-01-0{n}|AA|New York, NY|Los Angeles, CA" for n in (1, 2, 3)],
    ),
    report(
        "duckdb 15576",
        'Estrazione del 2025-01-06\nidImpianto;Gestore;Bandiera;Tipo\n52829;SOCIETA "ALFA" SRL;Agip;Stradale\n52830;BETA | SNC;Q8;Stradale\n52831;GAMMA;Ip;Altro\n',
        ["idImpianto", "Gestore", "Bandiera", "Tipo"],
        ["52829", 'SOCIETA "ALFA" SRL', "Agip", "Stradale"],
        ["52830", "BETA | SNC", "Q8", "Stradale"],
        ["52831", "GAMMA", "Ip", "Altro"],
    ),
    report(
        "duckdb 14393",
        "Naam;Rekening;Saldo;Status\nDummy Naam;DUMMY1;123,45;open\nDummy Naam;DUMMY2;6,45;open;extra\nDummy Naam;DUMMY3;7,45;open\n",
    ),
    report(
        "duckdb 9343",
        "name,notes\nann,likes: tea; cake\nbob,likes: rum; rye\ncy,likes: gin; ale\n",
        "name|notes",
        "ann|likes: tea; cake",
        "bob|likes: rum; rye",
        "cy|likes: gin; ale",
    ),
    report(
        "papaparse 270 padded",
        "name      ;town      ;n   \nAcme      ;Bonn      ;1   \nBeta Corp ;Ulm       ;22  \n",
        "name|town|n",
        "Acme      |Bonn      |1   ",
        "Beta Corp |Ulm       |22  ",
    ),
    report(
        "papaparse 804",
        "id;geometry;name\n1;POLYGON((1 2,3 4,5 6));a\n2;POLYGON((1 2,3 4));b\n3;POLYGON((1 2,3 4,5 6,7 8));c\n",
        "id|geometry|name",
        "1|POLYGON((1 2,3 4,5 6))|a",
        "2|POLYGON((1 2,3 4))|b",
        "3|POLYGON((1 2,3 4,5 6,7 8))|c",
    ),
    report("sep line of excel", "sep=;\nname;n\nAcme;1,5\nBeta;2,5\n", "name|n", "Acme|1,5", "Beta|2,5"),
    report("sep line with a tab", "sep=\t\r\nname\tn\r\nAcme, Inc.\t1\r\n", "name|n", "Acme, Inc.|1"),
    report(
        "urls",
        "id,url\n1,https://a.example/?x=1;y=2|z\n2,https://b.example/?x=3;y=4|w\n",
        ["id", "url"],
        ["1", "https://a.example/?x=1;y=2|z"],
        ["2", "https://b.example/?x=3;y=4|w"],
    ),
    report(
        "ipv6 and times",
        "at;address\n12:30:45;2001:db8::1\n12:30:46;2001:db8::2\n",
        "at|address",
        "12:30:45|2001:db8::1",
        "12:30:46|2001:db8::2",
    ),
    report(
        "windows paths",
        "id,path\n1,C:\\temp\\new\n2,D:\\reports\\\n3,\\\\server\\share\n",
        "id|path",
        "1|C:\\temp\\new",
        "2|D:\\reports\\",
        "3|\\\\server\\share",
    ),
    report("trailing delimiters", "a,b,c,\n1,2,3,\n4,5,6,\n", "a|b|c", "1|2|3", "4|5|6"),
    report("trailing delimiters in data only", "a,b,c\n1,2,3,\n4,5,6,\n7,8,9,\n", "a|b|c", "1|2|3", "4|5|6", "7|8|9"),
    report("comma and space", 'a, b, c\n1, 2, 3\n4, "5, five", 6\n', "a|b|c", "1|2|3", "4|5, five|6"),
    report("caret", "a^b^c\n1^2,5^x\n2^3,5^y\n", "a|b|c", "1|2,5|x", "2|3,5|y"),
    report("one column of decimals", "amount\n1,5\n2,5\n3,75\n"),
    report("one column of sentences", "comment\nGood, but slow\nFine\nNo, never; really\n"),
    report(
        "tabs between german numbers",
        "Partner\tJan\tFeb\nA\t1.234,5\t2.000,0\nB\t3,0\t4,0\n",
        "Partner|Jan|Feb",
        "A|1.234,5|2.000,0",
        "B|3,0|4,0",
    ),
    report("fread 2666", "A;B;C\nD\nE;F\n", "A|B|C", "D", "E|F"),
    report("all empty but the delimiters", ";;;\n;;;\n;;;\n"),
    report("two columns, one empty", "a,b\n1,\n2,\n3,\n", "a|b", "1", "2", "3"),
    report("json lines are no table", '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n'),
    report("html is no table", "<html><body><h1>Session expired</h1>\n<p>Please, log in; again</p></body></html>\n"),
]
