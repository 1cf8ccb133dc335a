/** Between the paths of a record and those of a replay, where commands cannot see the workspace at its recorded path. */
export interface PathMap {
  toRecorded<Value>(value: Value): Value
  toHere<Value>(value: Value): Value
}

export const samePaths: PathMap = {toRecorded: (value) => value, toHere: (value) => value}

export function mapPaths({recorded, here}: {recorded: string; here: string}): PathMap {
  return {toRecorded: (value) => replaceIn(value, here, recorded), toHere: (value) => replaceIn(value, recorded, here)}
}

function replaceIn<Value>(value: Value, from: string, to: string): Value {
  const text = JSON.stringify(value).replaceAll(inJson(from), () => inJson(to))
  return JSON.parse(text) as Value
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
