// No icon: without the line a browser asks for one.
export const metadata = { title: 'Gatehouse sample', icons: { icon: 'data:,' } };

export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
