const descriptions: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it is no folder, or a part of its path is none',
  EISDIR: 'it is a folder, and must be a file',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not do that',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is used up',
  EFBIG: 'the file has reached the size that the system allows',
  EROFS: 'its disk is read-only',
  EIO: 'the disk failed',
  EMFILE: 'this process has too many open files',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its path has too many symbolic links',
};

/** Describes an error of the file system in plain words, with its code. Other errors keep their message. */
export function describeFileError(error: unknown): string {
  // No `instanceof Error`: an error from another realm has another class.
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  const description = typeof code === 'string' ? descriptions[code] : undefined;
  if (description !== undefined) return `${description} (${code as string})`;
  return typeof message === 'string' ? message : `${typeof error} was thrown`;
}
