/// One TOML text, good or bad.
struct Document {
  var name: String
  var bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
  init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
}

/// The documents that both readers are given.
enum Documents {
  static let good: [Document] = [
    Document("empty", ""),
    Document("comment only", "# nothing\n   \n\t# still nothing"),
    Document(
      "strings", #"a = "x"\#nb = 'C:\raw'\#nc = """\#none\#ntwo \#n  three"""\#nd = '''\#nx\y'''"#),
    Document("escapes", #"a = "\b\t\n\f\r\"\\\u00e9\U0001F600""#),
    Document("embedded NUL", #"a = "a\u0000b"\#n"k\u0000l" = 1"#),
    Document("continued lines", "a = \"\"\"x \\\n\n   y\\\n z\"\"\""),
    Document(
      "quotes in long strings", "a = \"\"\"\"\"x\"\"\"\"\"\nb = '''''y'''''\nc = \"\"\"\"\"\""),
    Document("not Latin", "\"ключ\" = \"Zürich — 東京 🗞\"\n'' = 'empty key'"),
    Document("integers", "a=0\nb=+17\nc=-17\nd=1_000\ne=0xDEAD_beef\nf=0o755\ng=0b1101\nh=-0"),
    Document("largest integers", "a=9223372036854775807\nb=-9223372036854775808"),
    Document(
      "floats", "a=1.0\nb=-3.25e-3\nc=6_6.5_0\nd=1e06\ne=inf\nf=-inf\ng=nan\nh=-0.0\ni=5E+22"),
    Document("booleans", "a=true\nb=false"),
    Document(
      "date-times",
      """
      a = 1979-05-27T07:32:00Z
      b = 1979-05-27T00:32:00.999999-07:00
      c = 1979-05-27 07:32:00.5
      d = 1979-05-27
      e = 07:32:00
      f = 2024-02-29T23:59:59+00:00
      g = 1979-05-27t07:32:00z
      """),
    Document("arrays", "a=[1,2,3,]\nb=[[1],['x',[]],]\nc=[ # c\n 1 # d\n , 2\n]\nd=[]"),
    Document("inline tables", "a={}\nb={x=1,y={z='w'},\"q r\"=[{}]}\nc={d.e=1,d.f=2}"),
    Document("dotted keys", "a.b.c=1\na.b.d=2\n a . \"e f\" . 'g' = 3\n3.14 = 'pi'"),
    Document("tables", "[b]\nx=1\n[a]\ny=2\n[b.c]\nz=3\n[ d . e ]\n[d]\nw=4"),
    Document("arrays of tables", "[[a]]\nx=1\n[[a]]\n[[a.b]]\ny=2\n[[a.b]]\n[a.c]\nz=3\n[[a]]"),
    Document("order", "z=1\na=2\nm.z=1\nm.a=2\n[y]\n[x.z]\n[x.a]\n[x]\nb=1"),
    Document("CRLF", "a = 1\r\nb = \"\"\"x\r\ny\"\"\"\r\n[c]\r\n# d\r\n"),
    Document("tabs", "\ta\t=\t1\t# x\ty\n"),
    Document("keys of all kinds", "bare_-9 = 1\n1234 = 2\n\"a.b\" = 3\n'c\"d' = 4\n-=5"),
    Document(
      "deep within reason",
      "a=" + String(repeating: "[", count: 30) + String(repeating: "]", count: 30)),
  ]

  static let bad: [Document] = [
    Document("duplicate key", "a=1\na=2"),
    Document("duplicate table", "[a]\n[a]"),
    Document("table over value", "a=1\n[a]"),
    Document("key through value", "a=1\na.b=2"),
    Document("inline table extended", "a={b=1}\n[a.c]\nd=1"),
    Document("inline table extended by dots", "a={b=1}\na.c=2"),
    Document("static array extended", "a=[]\n[[a]]"),
    Document("dotted table reopened", "[a]\nb.c=1\n[a.b]\nd=2"),
    Document("dotted keys into a table", "[a.b]\nc=1\n[a]\nb.d=2"),
    Document("array of tables over table", "[a]\n[[a]]"),
    Document("duplicate in inline table", "a={b=1,b=2}"),
    Document("no value", "a="),
    Document("no key", "=1"),
    Document("no equals sign", "a"),
    Document("two on a line", "a=1 b=2"),
    Document("bare string", "a=hello"),
    Document("unclosed string", "a=\"x\nb=1"),
    Document("unclosed long string", "a=\"\"\"x"),
    Document("unclosed literal", "a='x"),
    Document("unclosed array", "a=[1,2"),
    Document("unclosed table", "[a\nb=1"),
    Document("unclosed inline table", "a={b=1"),
    Document("newline in inline table", "a={b=1,\nc=2}"),
    Document("trailing comma in inline table", "a={b=1,}"),
    Document("empty header", "[]"),
    Document("space in array header", "[ [a]]"),
    Document("leading zero", "a=01"),
    Document("signed zeros", "a=+01"),
    Document("double underscore", "a=1__0"),
    Document("trailing underscore", "a=1_"),
    Document("signed hex", "a=+0xF"),
    Document("upper-case prefix", "a=0XF"),
    Document("no digit before dot", "a=.5"),
    Document("no digit after dot", "a=5."),
    Document("no exponent", "a=1e"),
    Document("upper-case boolean", "a=True"),
    Document("upper-case infinity", "a=Inf"),
    Document("bad escape", #"a="\q""#),
    Document("hex escape of TOML 1.1", #"a="\x41""#),
    Document("escape of TOML 1.1", #"a="\e""#),
    Document("surrogate escape", #"a="\uD800""#),
    Document("escape too large", #"a="\U00110000""#),
    Document("short escape", #"a="\u12""#),
    Document("no such day", "a=2023-02-29"),
    Document("no such month", "a=2023-13-01"),
    Document("no such hour", "a=24:00:00"),
    Document("no such minute", "a=2023-01-01T10:60:00Z"),
    Document("no such second", "a=10:00:61"),
    Document("leap second", "a=2016-12-31T23:59:60Z"),
    Document("no such offset", "a=2023-01-01T10:00:00+25:00"),
    Document("no seconds", "a=10:00"),
    Document("short year", "a=99-01-01"),
    Document("control character", Array("a=\"x".utf8) + [1] + Array("\"".utf8)),
    Document("control character in comment", Array("# x".utf8) + [7]),
    Document("DEL in comment", Array("# x".utf8) + [0x7F]),
    Document("NUL", Array("a=1\n".utf8) + [0]),
    Document("NUL in string", Array("a='".utf8) + [0] + Array("'".utf8)),
    Document("bare CR", "a=1\rb=2"),
    Document("bare CR in comment", "# a\rb=2"),
    Document("bare CR in string", "a=\"\"\"x\ry\"\"\""),
    Document("newline in key", "\"a\nb\"=1"),
    Document("long string as key", "\"\"\"a\"\"\"=1"),
    Document("not Latin bare key", "ключ=1"),
    Document("no-break space", "a\u{A0}=1"),
    Document("bad UTF-8", Array("a='".utf8) + [0xC3, 0x28] + Array("'".utf8)),
    Document("cut UTF-8", Array("# ".utf8) + [0xE2, 0x82]),
    Document("overlong UTF-8", Array("a='".utf8) + [0xC0, 0xAF] + Array("'".utf8)),
    Document("surrogate in UTF-8", Array("a='".utf8) + [0xED, 0xA0, 0x80] + Array("'".utf8)),
    Document("UTF-16", [0xFF, 0xFE, 0x61, 0, 0x3D, 0, 0x31, 0]),
    Document("BOM in the middle", "a=1\n\u{FEFF}b=2"),
  ]
}
