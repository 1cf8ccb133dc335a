/**
 * What differs between two runs of the same program: elapsed times and the time of day, where runners of tests, `ls -l`
 * and our own results write them. The first group stays, the second one is volatile.
 */
const volatile: readonly RegExp[] = [
  // Our own: "Exit code 0 after 12 s."
  /^((?:Exit code \d+|Ended by signal \w+|Timed out|Cancelled) after )(\d+(?:\.\d+)? s)/gm,
  // node:test: "duration_ms 12.3", "(0.8ms)".
  /(\bduration_ms:? )(\d+(?:\.\d+)?)/g,
  /(\()(\d+\.\d+ms)(?=\))/g,
  // pytest and cargo: "in 0.12s". go: "(0.01s)", "ok  pkg  0.003s".
  /(\bin )(\d+\.\d+s)\b/g,
  /(\()(\d+\.\d+s)(?=\))/g,
  /^((?:ok|FAIL)\s+\S+\s+)(\d+\.\d+s)/gm,
  // vitest, jest and mocha: "Duration  1.23s (…)", "Start at  10:12:13", "Time: 1.2 s", "✓ adds 12ms".
  /^(\s*(?:Duration|Start at|Time):?\s+)(\d[^\n]*)/gm,
  /^(\s*[✓✔✗×✖↓] [^\n]{0,500} )(\d+(?:\.\d+)?m?s)$/gm,
  /(\()(\d+m?s)(?=\)$)/gm,
  // ls -l: when a file was written, "Nov 23 04:37" or "Nov 23  2026".
  /^([-bcdlps][-rwxsStT]{9}[.+@]?\s+\d+\s+\S+\s+\S+\s+\d+\s+)([A-Z][a-z]{2}\s+\d{1,2}\s+[\d:]{4,5})(?= )/gm,
]

/** Whether two texts are the same but for what is volatile; `places` counts where they differed. */
export function sameButVolatile(
  left: string,
  right: string,
): {readonly kind: 'same'; readonly places: number} | {readonly kind: 'different'} {
  if (left === right) return {kind: 'same', places: 0}
  const [leftParts, rightParts] = [takeOut(left), takeOut(right)]
  if (leftParts.rest !== rightParts.rest || leftParts.taken.length !== rightParts.taken.length) {
    return {kind: 'different'}
  }
  return {kind: 'same', places: leftParts.taken.filter((text, index) => text !== rightParts.taken[index]).length}
}

function takeOut(text: string): {readonly rest: string; readonly taken: readonly string[]} {
  const taken: string[] = []
  const rest = volatile.reduce(
    (left, pattern) =>
      left.replaceAll(pattern, (_, kept: string, value: string) => {
        taken.push(value)
        return `${kept}…`
      }),
    text,
  )
  return {rest, taken}
}
