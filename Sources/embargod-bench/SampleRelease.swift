/// A release of 4 KB with its stamp in the first line.
enum SampleRelease {
  /// 4,096 bytes: the head, then the paragraphs over and over, then the end.
  static let bytes: [UInt8] = {
    var text = Array(head.utf8)
    let room = 4096 - tail.utf8.count
    while text.count < room { text += Array(paragraphs.utf8) }
    return text[..<room] + Array(tail.utf8)
  }()

  private static let head = """
    EMBARGOED UNTIL 5:00 p.m. EDT, Tuesday, September 19, 2023

    PRESS RELEASE

    Contact: Jane Roe, Press Office
    Phone: +1 212 555 0100
    press@observatory.example

    Survey of Rivers Finds Salt in Two of Three Streams
    Volunteers took 12,400 samples in eleven states

    NEW YORK, September 19, 2023 - Two of three streams in the northern states carry more salt \
    than twenty years ago, a survey by the River Observatory shows.


    """

  private static let paragraphs = """
    The survey is the largest of its kind. Over three years, 2,100 volunteers took samples at 640 \
    places, most of them downstream of roads that are salted in winter. At 410 of these places the \
    water held more than 230 milligrams of chloride in a litre in at least one month of the year.

    "Salt does not go away," said Dr. Ann Example, who led the survey. "What we put on a road in \
    January is in the stream in March, and in the wells of the next town by 2030. The good news is \
    that towns that salt by weight and not by habit use half as much."

    Towns that had changed their practice before 2015 saw the values fall by a quarter within five \
    years. The observatory asks the states to pay for scales and for training, and to publish how \
    much salt each county buys. Three states do so already; two more have said that they will.

    The data are open. Maps for each county, the methods and the names of the places can be had \
    from the observatory, which will take samples again at all places from May to October.


    """

  private static let tail = """


    Read more:
    https://observatory.example/rivers
    https://observatory.example/methods

    About the River Observatory
    The River Observatory is a network of volunteers and scientists in eleven states.

    ###

    """
}
