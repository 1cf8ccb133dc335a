const longMs = 60_000

/** Stops the process and what runs with it, as Ctrl-Z does on a terminal; resolves when the shell lets it go on. */
export async function stopProcess(process: NodeJS.Process): Promise<void> {
  const goesOn = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()))
  // A wait for a signal alone keeps no process: it would end as soon as it goes on.
  const alive = setInterval(() => {}, longMs)
  // The whole group, as the terminal would: a shell waits for all of its job.
  process.kill(0, 'SIGTSTP')
  await goesOn
  clearInterval(alive)
}
