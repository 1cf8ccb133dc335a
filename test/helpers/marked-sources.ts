import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const folder = fileURLToPath(new URL('../fixtures/complete', import.meta.url))

/** Where the marker of each file is; whatever else looks like one in them is none. */
const markers: Readonly<Record<string, readonly [line: number, marker: string]>> = {
  'Tree.java': [18, '/* cursor */'],
  'account.rb': [13, '#cursor'],
  'backup.sh': [13, '# cursor'],
  'inventory.py': [15, '# cursor'],
  'list.lua': [13, '--cursor'],
  'lru.rs': [18, '/*cursor*/'],
  'matrix.cpp': [13, '/*cursor*/'],
  'page.html': [14, '<!-- cursor -->'],
  'parse.hs': [9, '-- cursor'],
  'queue.ts': [17, '/*cursor*/'],
  'report.sql': [10, '-- cursor'],
  'server.go': [18, '// cursor'],
  'style.css': [7, '/* cursor */'],
  'tasks.yaml': [14, '# cursor'],
}

export interface MarkedSource {
  readonly name: string
  readonly text: string
  readonly marker: string
  readonly before: string
  readonly behind: string
  /** From 1. */
  readonly line: number
}

/** Source files of many languages, each with one marker. */
export function markedSources(): Promise<readonly MarkedSource[]> {
  return Promise.all(
    Object.entries(markers).map(async ([name, [line, marker]]) => {
      const text = await readFile(path.join(folder, name), 'utf8')
      const lineStart = text.split('\n', line - 1).join('\n').length + 1
      const start = text.indexOf(marker, lineStart)
      return {name, text, marker, line, before: text.slice(0, start), behind: text.slice(start + marker.length)}
    }),
  )
}
