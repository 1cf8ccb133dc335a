import type {Shown} from './terminal-ui-parts.ts'

/** Nothing is drawn, and the keys belong to somebody else. */
export async function aside<Result>({screen, parts}: Shown, act: () => Promise<Result>): Promise<Result> {
  screen.pause()
  parts.terminal.leave()
  try {
    return await act()
  } finally {
    parts.terminal.enter()
    screen.resume()
  }
}
