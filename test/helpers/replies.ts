/** Steps of a scripted model, in the words of a test. */
export function says(text: string) {
  return {reply: [{text}]}
}

export function runs(command: string) {
  return {reply: [{tool_call: {name: 'shell', arguments: {command}}}]}
}

export function patches(patch: string) {
  return {reply: [{tool_call: {name: 'apply_patch', arguments: {patch}}}]}
}

/** A patch that replaces the only line of a file. */
export function replaceLine(file: string, before: string, after: string): string {
  return `*** Begin Patch\n*** Update File: ${file}\n@@\n-${before}\n+${after}\n*** End Patch`
}
