import type {Entry} from '../../../src/runtime/transcript.ts'

/** Entries of a conversation, in the words of a test. */
export function context(text: string): Entry {
  return {kind: 'context', item: message('user', text)}
}

export function prompt(text: string): Entry {
  return {kind: 'prompt', item: message('user', text)}
}

export function feedback(text: string): Entry {
  return {kind: 'work', item: message('user', text)}
}

export function says(text: string): Entry {
  return {kind: 'work', item: message('assistant', text)}
}

export function thinks(id: string): Entry {
  return {kind: 'work', item: {type: 'reasoning', id, summary: [], encrypted_content: 'x'}}
}

export function calls(id: string): Entry {
  return {kind: 'work', item: {type: 'function_call', call_id: id, name: 'shell', arguments: '{}'}}
}

export function gets(id: string, output = 'ok'): Entry {
  return {kind: 'work', item: {type: 'function_call_output', call_id: id, output}}
}

function message(role: string, text: string) {
  return {type: 'message', role, content: [{type: role === 'user' ? 'input_text' : 'output_text', text}]}
}
