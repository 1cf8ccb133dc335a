/** Whether a path is a folder or lies below it, by name. Both are absolute and without `.` or `..`. */
export function isAtOrBelow(folder: string, candidate: string): boolean {
  return candidate === folder || candidate.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
