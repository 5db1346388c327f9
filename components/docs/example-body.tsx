/** A JSON body as somebody would read it. */
export function ExampleBody({ title, text, body }: { title: string; text?: string; body: string }) {
  return (
    <section className="min-w-0 overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <div className="border-line border-b px-5 py-4 sm:px-6">
        <h2 className="font-medium text-[0.9375rem]">{title}</h2>
        {text ? <p className="mt-0.5 text-muted text-sm">{text}</p> : null}
      </div>
      <pre className="whitespace-pre-wrap break-words px-5 py-4 font-mono text-[0.8125rem] text-ink leading-6 sm:px-6">{body}</pre>
    </section>
  );
}
