/**
 * What holds a missing path that must be a file, because git fails on a folder there. Git takes either text for what it
 * does without the file. `undefined`: an empty folder will do.
 */
export function placeholderText(place: string): string | undefined {
  if (place.endsWith('/.git/commondir')) return '.\n'
  return place.endsWith('/.git/config.worktree') ? '' : undefined
}
