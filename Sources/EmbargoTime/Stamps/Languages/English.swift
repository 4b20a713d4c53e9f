extension Language {
  static let english = Language(
    mask: .english,
    months: """
      january, february, march, april, may, june, july, august, september, october, november, \
      december
      """,
    shortMonths: "jan, feb/febr, mar, apr, may, jun, jul, aug, sep/sept, oct, nov, dec",
    weekdays: "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    shortWeekdays: "mon, tue/tues, wed/weds, thu/thur/thurs, fri, sat, sun",
    cues: """
      embargoed, until, till, release, released, publication, before, eastern, the, hold, \
      time, public, use, strictly, under, lifts, not, for
      """,
    marks: [
      .embargo: englishEmbargo,
      .release: """
      for release, for publication, for use, for wire transmission, for transmission, \
      released at, released on, released, release date, release time, release at, release on, \
      release, to be released, to be released at, for public release, for broadcast, \
      for general release, for news release, for media release, for official release, \
      for press release, ready for release, available for release, \
      release after, release until, for distribution, date of release, time of release, \
      for release upon, releases at, release on or after, to be published, can be published, \
      may be published, may be used, may be released, may be reported, free for publication, \
      free for release, for broadcast or publication, for publication or broadcast, \
      advance for release
      """,
      .immediate: englishImmediate,
      .event: """
      press conference, news conference, press briefing, conference call, webcast, webinar, \
      briefing, media briefing, next release, next releases, next update, scheduled, deadline, \
      last updated, updated, last modified, received, submitted, submission, comments, \
      office hours, opening hours, event, meeting, live stream, livestream, replay, \
      registration, register, registered, interview, interviews, issued, sent, date sent, \
      date issued, \
      created, drafted, written, prepared, published, posted, accessed, printed, \
      available until, call, teleconference, doors open, ceremony, lecture, hearing, \
      speech, seminar, copyright, next publication, next issue, will be released, \
      media call, expires at, valid until, closes, opens, starts, begins, session
      """,
      .unsettled: """
      tbc, tbd, tba, t b c, t b d, to be confirmed, to be determined, to be decided, provisional, \
      provisionally, tentative, tentatively, whichever, unless, subject to, pending, \
      or earlier, or later, or sooner, or before, or after, at the earliest, at the latest, \
      no later than, not later than, e g, for example, i e, postponed, cancelled, canceled, \
      superseded, rescheduled, unconfirmed, withdrawn, retracted, rescinded, revoked, scrapped, \
      killed, spiked, void, nullified, obsolete, disregard, not final, until further notice, \
      further notice, insert, as at, for review, please review, placeholder, dummy, for testing, \
      test only, example only, sample only, \
      may change, may slip, may shift, might change, can change, will change, could change, \
      put back, brought forward, pushed back, not cleared, awaiting clearance, for approval, \
      awaiting approval, not approved, new embargo, old embargo, hour later, hours later, \
      day later, days later, minutes later, hour earlier, hours earlier, next day
      """,
      .conditional: """
      expected, estimated, estimate, likely, if, maybe, perhaps, possibly, either, latest, \
      earliest, probably, proposed, draft, previously, formerly, changed, delayed, instead, \
      corrected, revised, moved, extended, except, excluding, but, optional, planned, target, \
      targeted, should, might, could, confirm, confirmed, earlier, sooner, when, once, provided, \
      assuming, contingent, conditional, approval, approved, clearance, cleared, permitting, \
      barring, in case, in principle, indicative, hopefully, suggested, wrong, incorrect, \
      originally, initially, ignore, kill, test, testing, clear, depending, presumably, sorry, \
      correction, outdated, invalid, until then, on hold, nominal, nominally, scheduled time, \
      only, excluded, can you, is it, replace, with the, second paper, hope, hoping, shall, \
      want, ask, sign off, unapproved, preliminary, internal, \
      leaked, companion, related, another, old, prior version, previous, lorem, instance, choose, \
      aim, aiming, intended, intend, wait, false
      """,
      .alternative: "or",
      .range: "to, through, thru, between, by",
      .approximate:
        "around, about, approximately, approx, circa, ca, c, roughly, near, nearly, almost",
      .vague: """
      end of day, eod, close of business, cob, close of play, morning, afternoon, evening, \
      after the bell, market open, market close, close of trading, dawn, dusk, sunrise, sunset, \
      lunchtime, overnight, night, noonish, on delivery, delivery, the bell, opening bell, \
      closing bell, daybreak
      """,
      .negation: "not, no longer, never, isn t, don t, cannot, can t, without, no, nor, neither",
      .talk: """
      was, were, been, lifted, since, policy, policies, breach, breached, broke, broken, arms, \
      oil, trade, imposed, sanctions, against, violated, violation, lifting, agreement, why, how, \
      what, observe, honor, honour, always, usually, every, each, daily, weekly, per, ended
      """,
      .template: """
      date, time, time zone, timezone, zone, insert, replace, xx, xxx, yyyy, dd, mm, hh, tz, here
      """,
      .after: "after, following, from, as of, starting, beginning, effective",
      .before: "before, prior to, ahead of, prior, earlier than",
      .relative: "today, tonight, tomorrow, yesterday, next, this, coming, upcoming",
      .shift: """
      day, half, quarter, past, minute, minutes, minus, plus, days, week, weeks, hour, month, \
      months, year, years, eve, within, second, seconds, last, previous, two, three, one, \
      four, five, six, noon on, hence
      """,
      .startOfDay: """
      start of, the start of, start of the day, start of day, beginning of, beginning of the day, \
      the start of the day, the beginning of the day, the beginning of, begin of, start
      """,
      .endOfDay: "end of, the end of, end of the day, end of day, the end of the day, end",
      .label: """
      contact, contacts, tel, telephone, phone, fax, email, e mail, media contact, press contact, \
      media contacts, technical information, media inquiries, for more information, source, \
      website, www, http, https, mobile, cell, media enquiries, further information, inquiries, \
      enquiries, for further information, press office, media office, news desk, newsroom
      """,
      .filler: """
      at, on, the, of, until, til, till, in, and, for, a, an, is, are, it, sharp, exactly, \
      strict, strictly, under, press, news, media, statement, announcement, time, hour, please, \
      wire, text, report, all, print, online, release, materials, material, will, be, \
      lifts, lift, ends, end, expires, as, clock, o, with, dated, \
      transmission, public, publication, release, released, date, or thereafter, information, \
      bulletin, statistical, in the daily, the daily, embargo, press release, news release, \
      media release, statistical release, data release, article, paper, story, clock, that, \
      kindly, note, check against delivery, \
      sharp, precisely, on the dot, promptly, globally, worldwide, review, hard, absolute, total, \
      which, has, have, page, pages, p, pp, vol, volume, number, ref, reference, issn, doi
      """,
    ],
    morning: "in the morning",
    afternoon: "in the afternoon",
    night: "in the evening, at night",
    hourMarkers: "hrs, hr, hours, h, hs, hour",
    noon: "noon, midday, 12noon, mid day, noontime, twelve noon",
    midnight: "midnight, 12midnight, twelve midnight",
    timeWords: "time, clock time",
    local: "local, our, your, my, their, recipient, recipients, respective, destination",
    connectors: "of, in, the, at",
    ordinals: "st, nd, rd, th")

  private static let englishEmbargo = """
    embargo will be lifted, embargo will lift, embargo lifts, embargo to be lifted, \
    embargo lifting, embargo will end, embargo ends, embargo expires, embargo in effect, \
    embargo in place, embargo applies, embargo remains in effect, embargo remains in place, \
    embargo is set for, embargo set for, embargo stands, embargo d, embargo day, embargo time, \
    embargo date, held for release, held until, hold this, hold this until, hold this text until, \
    not for release, not for publication, not for broadcast, not for public release, not for use, \
    not for distribution, not to be published, not to be released, not to be used, \
    not to be broadcast, do not publish, do not release, do not broadcast, do not use, \
    hold this story until, hold this release until, hold this material until, \
    hold this news until, \
    hold for release, hold until, hold till, hold, hold release, on hold until, hold for, \
    not for broadcast or publication, not for publication or broadcast, \
    not for publication broadcast or, not for publication or release, \
    not for release or publication, not for publication broadcast or use, not before, \
    not to be published or broadcast, not to be broadcast or published, no earlier than, \
    not earlier than, no release before, not for publication or distribution, \
    not for release or broadcast, not for media release, not for release publication, \
    not for public distribution, not for onward transmission, withhold until, \
    not for publication or use, not for release or use, not for broadcast publication, \
    not for publication broadcast, not for publication in any form, \
    not for release in any form, do not distribute
    """

  private static let englishImmediate = """
    for immediate release, immediate release, for immediate publication, immediate publication, \
    for immediate use, for immediate distribution, for immediate broadcast, \
    for immediate news release, for immediate press release, for immediate media release, \
    for immediate transmission, for immediate dissemination, for instant release, \
    release immediate, release immediately, for release immediately, for publication immediately, \
    for use immediately, publish immediately, release now, for release now, release on receipt, \
    for release on receipt, for release upon receipt, release upon receipt, embargo none, \
    embargo nil, no embargo, not embargoed, not under embargo, unembargoed, \
    not subject to embargo, \
    embargo immediate, embargo immediately, embargo not applicable, \
    for immediate public release, for immediate and unrestricted release, no embargo applies, \
    free of embargo, without embargo, immediate use, immediate distribution, \
    embargo none immediate release, non embargoed, free for immediate publication, \
    free for immediate release, free for immediate use, cleared for immediate release
    """
}
