import path from 'node:path'
import {createTwoFilesPatch} from 'diff'
import {fillGap} from './fill-gap.ts'
import type {Job} from './job.ts'

/** What the completion does to the file as a unified diff, which `git apply` and `patch -p1` read. */
export function renderDiff({path: shown, gap}: Job, text: string): string {
  const name =
    shown === '-'
      ? 'stdin'
      : shown
          .split(path.sep)
          .join('/')
          .replace(/^(?:\.?\/)+/, '')
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, gap.text, fillGap(gap, text))
  return patch.replace(/^=+\n/, '').replace(/^(?:---|\+\+\+) [^\n]*$/gm, (line) => line.trimEnd())
}
