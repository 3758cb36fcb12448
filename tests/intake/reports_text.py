"""Reports about encodings and odd characters."""

from tests.intake.reports import report

TEXT = [
    report("utf-8 mark", b"\xef\xbb\xbfname,n\nAcme,1\n", "name|n", "Acme|1"),
    report("utf-8 mark and quotes", b'\xef\xbb\xbf"name","n"\n"Acme, Inc.","1"\n', "name|n", "Acme, Inc.|1"),
    report("two utf-8 marks", b"\xef\xbb\xbf\xef\xbb\xbfname,n\nAcme,1\n", "name|n", "Acme|1"),
    report("utf-16 little", b"\xff\xfe" + "name\tn\r\nAcmé\t1\r\n".encode("utf-16-le"), "name|n", "Acmé|1"),
    report("utf-16 big", b"\xfe\xff" + "name\tn\r\nAcmé\t1\r\n".encode("utf-16-be"), "name|n", "Acmé|1"),
    report(
        "utf-16 without a mark", "name,n\r\nAcme,1\r\nBeta,2\r\n".encode("utf-16-le"), "name|n", "Acme|1", "Beta|2"
    ),
    report("utf-32", "name,n\nAcmé,1\n".encode("utf-32")),
    report(
        "cp1252 euro and dash",
        "name,price\nCafé – Zürich,5 €\nNaïve,7 €\n".encode("cp1252"),
        "name|price",
        "Café – Zürich|5 €",
        "Naïve|7 €",
    ),
    report(
        "latin-1",
        "name,town\nMüller,Köln\nWeiß,Gießen\n".encode("latin-1"),
        "name|town",
        "Müller|Köln",
        "Weiß|Gießen",
    ),
    report(
        "ascii with one cp1252 quote",
        "id,text\n1,it\u2019s\n2,plain\n".encode("cp1252"),
        "id|text",
        "1|it\u2019s",
        "2|plain",
    ),
    report("emoji", "id,mood\n1,😀\n2,👩‍👩‍👧\n3,🏳️‍🌈\n", "id|mood", "1|😀", "2|👩‍👩‍👧", "3|🏳️‍🌈"),
    report("right to left", "id,name\n1,שלום\n2,مرحبا\n", "id|name", "1|שלום", "2|مرحبا"),
    report("combining and composed", "id,name\n1,e\u0301\n2,é\n", "id|name", "1|e\u0301", "2|é"),
    report("no-break spaces", "id,amount\n1,1\u00a0234\n2,5\u202f678\n", "id|amount", "1|1\u00a0234", "2|5\u202f678"),
    report("zero-width space", "id,na\u200bme\n1,x\u200by\n", "id|na\u200bme", "1|x\u200by"),
    report(
        "replacement characters", "id,name\n1,M\ufffdller\n2,K\ufffdln\n", "id|name", "1|M\ufffdller", "2|K\ufffdln"
    ),
    report(
        "chinese gb18030",
        "编号,名称,城市\n一,北京合作伙伴有限公司,上海市\n二,深圳科技有限公司,广州市\n".encode("gb18030"),
        "编号|名称|城市",
        "一|北京合作伙伴有限公司|上海市",
        "二|深圳科技有限公司|广州市",
    ),
    report(
        "japanese shift-jis",
        "番号,会社名,都市\n一,株式会社パートナー,東京都\n二,ソフトウェア販売,大阪市\n".encode("shift_jis"),
        "番号|会社名|都市",
        "一|株式会社パートナー|東京都",
        "二|ソフトウェア販売|大阪市",
    ),
    report(
        "shift-jis with a backslash inside a letter",
        "番号,能力\n1,表示\n2,ソート\n3,十分な機能\n".encode("shift_jis"),
        "番号|能力",
        "1|表示",
        "2|ソート",
        "3|十分な機能",
    ),
    report("russian cp1251", "имя,город\nИван,Москва\nАнна,Казань\n".encode("cp1251")),
    report("greek utf-8", "όνομα,πόλη\nΑλέξης,Αθήνα\n", "όνομα|πόλη", "Αλέξης|Αθήνα"),
    report("broken utf-8", b"id,name\n1,\xc3\x28\n2,\xe2\x82\n3,ok\n"),
    report("overlong utf-8", b"id,name\n1,\xc0\xaf\n2,\xed\xa0\x80\n"),
    report(
        "control characters",
        "id,text\n1,\x01\x02\x03\n2,\x1b[31mred\x1b[0m\n3,\x7f\n",
        "id|text",
        "1|\x01\x02\x03",
        "2|\x1b[31mred\x1b[0m",
        "3|\x7f",
    ),
    report("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"),
    report("a pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
    report("an old word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    report("parquet", b"PAR1\x15\x04\x15\x10\x15\x14L\x15\x02\x15\0\x12\0\0PAR1"),
    report("a program", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4),
]
