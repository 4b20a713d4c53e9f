/// The kind of an attachment, told by the end of its name.
enum AttachmentKind: Hashable, Sendable {
  case known(String)
  case unknown

  private static let names: [Substring: String] = [
    "avif": "image/avif", "csv": "text/csv", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif", "htm": "text/html", "html": "text/html", "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "json": "application/json", "md": "text/markdown",
    "mov": "video/quicktime", "mp3": "audio/mpeg", "mp4": "video/mp4",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text", "oga": "audio/ogg", "ogv": "video/ogg",
    "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "tif": "image/tiff",
    "tiff": "image/tiff", "txt": "text/plain", "wav": "audio/wav", "webm": "video/webm",
    "webp": "image/webp", "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml", "zip": "application/zip",
  ]

  init(ofFile name: String) {
    let parts = name.split(separator: ".")
    let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    self = Self.names[Substring(ending)].map { .known($0) } ?? .unknown
  }

  var mediaType: String {
    switch self {
    case .known(let name): name
    case .unknown: "application/octet-stream"
    }
  }

  /// The word of ninjs for it.
  var newsObject: String {
    switch mediaType.prefix(while: { $0 != "/" }) {
    case "image": mediaType == "image/svg+xml" ? "graphic" : "picture"
    case "audio": "audio"
    case "video": "video"
    case "text": "text"
    default: "component"
    }
  }

  /// An image that pages of other sites can show beside a link.
  var isPreview: Bool {
    ["image/jpeg", "image/png", "image/webp", "image/gif"].contains(mediaType)
  }
}

/// Sizes for readers.
enum FileSize {
  /// `870 bytes`, `4.2 kB`, `17 MB`: thousands, one digit behind the point below ten.
  static func words(_ bytes: Int) -> String {
    if bytes < 1000 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var (tenths, unit) = (bytes / 100, 0)
    while tenths >= 10_000, unit < 2 { (tenths, unit) = (tenths / 1000, unit + 1) }
    let number = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(tenths / 10)"
    return "\(number) \(["kB", "MB", "GB"][unit])"
  }
}
