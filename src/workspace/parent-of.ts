/** The folder of a path inside the workspace; '' is the root. */
export function parentOf(inside: string): string {
  const end = inside.lastIndexOf('/')
  return end < 0 ? '' : inside.slice(0, end)
}
