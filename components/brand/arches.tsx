const arches = Array.from({ length: 7 }, (_, index) => ({ radius: 78 + index * 62, opacity: 0.55 - index * 0.06 }));

/** The picture of the brand panel: arches one behind the other, with light at the end. */
export function Arches({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 800 1000" preserveAspectRatio="xMidYMax slice" aria-hidden="true" className={className}>
      <defs>
        <radialGradient id="arch-light" cx="50%" cy="72%" r="55%">
          <stop offset="0" stopColor="#8fdcc3" stopOpacity=".55" />
          <stop offset=".35" stopColor="#3fae8d" stopOpacity=".2" />
          <stop offset="1" stopColor="#072219" stopOpacity="0" />
        </radialGradient>
        <linearGradient id="arch-door" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#eafff7" />
          <stop offset="1" stopColor="#8fdcc3" stopOpacity=".75" />
        </linearGradient>
        <linearGradient id="arch-line" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#d8f3ea" />
          <stop offset="1" stopColor="#d8f3ea" stopOpacity=".08" />
        </linearGradient>
      </defs>
      <rect width="800" height="1000" fill="url(#arch-light)" />
      {arches.map(({ radius, opacity }) => (
        <path
          key={radius}
          d={`M${400 - radius} 1010V${720}a${radius} ${radius} 0 0 1 ${radius * 2} 0V1010`}
          fill="none"
          stroke="url(#arch-line)"
          strokeOpacity={opacity}
          strokeWidth="1.5"
        />
      ))}

      <path d="M358 1010V724a42 42 0 0 1 84 0V1010Z" fill="url(#arch-door)" />
    </svg>
  );
}
