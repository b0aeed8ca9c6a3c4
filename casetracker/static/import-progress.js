// Tells how far an import is while somebody looks on, and shows the result when it is there. Without this script the
// link beside the bar does the same.
const SECONDS = 1
const SECONDS_AFTER_FAILURE = 10

function watch (area) {
  const [bar, label] = [area.querySelector('progress'), area.querySelector('label')]
  const live = area.querySelector('[data-import-told]')

  async function look () {
    let wait = SECONDS_AFTER_FAILURE
    try {
      const answer = await window.fetch(area.dataset.importProgress, { headers: { Accept: 'application/json' } })
      // Who is no longer logged in sees the page that says so.
      if (answer.redirected) return window.location.reload()
      if (answer.ok) {
        const now = await answer.json()
        if (!now.working) return window.location.reload()
        show(now)
        wait = SECONDS
      }
    } catch {
      // The connection is gone for now: what is shown stays true, and the next look may succeed.
    }
    window.setTimeout(look, wait * 1000)
  }

  function show (now) {
    bar.value = now.seen
    bar.textContent = label.textContent = now.told
    // A reader who listens hears every tenth.
    const tenth = String(Math.floor(10 * now.seen / Math.max(now.total, 1)))
    if (live.dataset.tenth !== tenth) live.textContent = now.told
    live.dataset.tenth = tenth
  }

  look()
}

const area = document.querySelector('[data-import-progress]')
if (area) watch(area)
