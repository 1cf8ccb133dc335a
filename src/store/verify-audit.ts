import path from 'node:path'
import {listAuditFiles, readAuditFile} from './audit-files.ts'
import {type AuditHead, hashAuditLine, noHead, readAuditLine} from './audit-line.ts'

export interface AuditProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly text: string
}

export interface AuditCheck {
  readonly lines: number
  readonly problems: readonly AuditProblem[]
}

/**
 * Reads the whole log and finds what was changed in it: an edited, removed or moved line breaks the chain of hashes, and
 * a cut tail or an edited last line does not fit the head. Nothing is found where somebody who may write the database too
 * has made the whole chain anew.
 */
export function verifyAudit(codexHome: string, head: AuditHead | undefined): AuditCheck {
  const folder = path.join(codexHome, 'audit')
  const problems: AuditProblem[] = []
  let last = noHead
  let headWasSeen = head === undefined || head.seq === 0
  let lines = 0
  let place = {file: folder, line: 0}

  for (const file of listAuditFiles(folder)) {
    for (const [index, text] of readAuditFile(file).entries()) {
      place = {file, line: index + 1}
      lines += 1
      const hash = hashAuditLine(text)
      const line = readAuditLine(text)
      if (line === undefined) {
        problems.push({...place, text: 'this is no line of the log: it was edited, or a kill cut it off'})
        continue
      }
      const problem = chainProblem(line, last)
      if (problem !== undefined) problems.push({...place, text: problem})
      last = {seq: line.seq, hash}
      if (line.seq === head?.seq && hash === head.hash) headWasSeen = true
    }
  }
  if (!headWasSeen) problems.push({...place, text: headProblem(last, head ?? noHead)})
  return {lines, problems}
}

function chainProblem({seq, prev}: {readonly seq: number; readonly prev: string}, last: AuditHead): string | undefined {
  if (seq !== last.seq + 1) {
    return seq > last.seq
      ? `lines ${last.seq + 1} to ${seq - 1} are missing before it`
      : `it is line ${seq} of the log and stands behind line ${last.seq}: lines were moved or copied`
  }
  return prev === last.hash ? undefined : 'the line before it was edited'
}

function headProblem(last: AuditHead, head: AuditHead): string {
  if (last.seq < head.seq) return `the end of the log was cut off: its last line was number ${head.seq}`
  return `line ${head.seq} is not the one that was written: it was edited`
}
