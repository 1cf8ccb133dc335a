import type {Explanation, ExplainResult} from '../ask/explanation.ts'
import type {Annotation} from '../ask/anchor-notes.ts'
import {describeRanges, type LineRange} from '../source/line-ranges.ts'
import type {Failure} from '../source/source.ts'

/** What programs read of all results, beside the keys of every verb. */
export function resultsJson(
  results: readonly ExplainResult[],
  overview: string | undefined,
): Readonly<Record<string, unknown>> {
  return {overview: overview ?? null, files: results.map((result) => resultJson(result))}
}

/** The same keys, whatever became of it. */
export function resultJson(result: ExplainResult): Readonly<Record<string, unknown>> {
  if (result.kind === 'explained') return explanationJson(result.explanation)
  const {code, message} = result.error
  return {
    path: result.name,
    kind: null,
    language: null,
    lines: null,
    symbol: null,
    ranges: [],
    summary: null,
    annotations: [],
    dropped_notes: 0,
    failed_parts: [],
    error: {code, message},
  }
}

function explanationJson(explanation: Explanation): Readonly<Record<string, unknown>> {
  const {source, summary, annotations, droppedNotes, failedParts} = explanation
  return {
    path: source.name,
    kind: source.kind,
    language: source.language?.id ?? null,
    lines: source.lines.length,
    symbol: source.symbol ?? null,
    ranges: source.ranges.map(rangeJson),
    summary: summary === '' ? null : summary,
    annotations: annotations.map((annotation) => annotationJson(annotation, source.lines)),
    dropped_notes: droppedNotes,
    failed_parts: failedParts.map(({range, error}) => ({
      ...rangeJson(range),
      code: error.code,
      message: error.message,
    })),
    error: null,
  }
}

function rangeJson({first, last}: LineRange) {
  return {start_line: first, end_line: last}
}

/** `text` is the first line as it stands in the file, so that a reader can find it again in another version. */
function annotationJson({note, ...range}: Annotation, lines: readonly string[]) {
  return {...rangeJson(range), text: lines[range.first - 1] ?? '', note}
}

const mostRanges = 3

/** Sentences about what is missing of an explanation. */
export function missingParts({source, failedParts, joinFailure}: Explanation): readonly Failure[] {
  const byReason = [...Map.groupBy(failedParts, ({error}) => error.message).values()]
  const parts = byReason.flatMap((failed): readonly Failure[] => {
    const [first] = failed
    if (first === undefined) return []
    const rest = failed.length > mostRanges ? ' and others' : ''
    const ranges = describeRanges(failed.slice(0, mostRanges).map(({range}) => range))
    const verb = ranges.startsWith('lines') ? 'were' : 'was'
    const message = `${capitalised(ranges)}${rest} of ${source.name} ${verb} not explained: ${first.error.message}`
    return [{outcome: first.outcome, error: {...first.error, message}}]
  })
  if (joinFailure === undefined) return parts
  const message = `The explanations of the parts of ${source.name} were not joined: ${joinFailure.error.message}`
  return [...parts, {...joinFailure, error: {...joinFailure.error, message}}]
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
