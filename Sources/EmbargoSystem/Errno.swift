private import Glibc

/// The error numbers that this module and its callers tell apart.
package enum Errno {
  package static let notPermitted = EPERM
  package static let notFound = ENOENT
  package static let accessDenied = EACCES
  package static let exists = EEXIST
  package static let crossesMounts = EXDEV
  package static let notDirectory = ENOTDIR
  package static let notEmpty = ENOTEMPTY
  package static let isDirectory = EISDIR
  package static let invalidArgument = EINVAL
  package static let tooLarge = EFBIG
  package static let noSpace = ENOSPC
  package static let overQuota = EDQUOT
  package static let readOnly = EROFS
  package static let outOfRange = ERANGE
  package static let nameTooLong = ENAMETOOLONG
  package static let notImplemented = ENOSYS
  package static let linkLoop = ELOOP
  package static let notSupported = EOPNOTSUPP
  package static let deadlock = EDEADLK
  package static let cancelled = ECANCELED
  package static let wouldBlock = EAGAIN
  package static let noDevice = ENXIO
  package static let inputOutput = EIO
  package static let tooManyLinks = EMLINK
}
