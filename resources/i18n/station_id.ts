<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id" sourcelanguage="en">
<context>
    <name>AttemptStrip</name>
    <message>
        <source>Attempt {number}</source>
        <translation>Percobaan {number}</translation>
    </message>
</context>
<context>
    <name>AuditorScreen</name>
    <message>
        <source>Audit log</source>
        <translation>Log audit</translation>
    </message>
    <message>
        <source>Is the log whole?</source>
        <translation>Apakah log utuh?</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Kemajuan pemeriksaan</translation>
    </message>
    <message>
        <source>Newer</source>
        <translation>Lebih baru</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>Lebih lama</translation>
    </message>
    <message>
        <source>Save proof</source>
        <translation>Simpan bukti</translation>
    </message>
    <message>
        <source>Add a checkpoint of central</source>
        <translation>Tambah titik periksa pusat</translation>
    </message>
    <message>
        <source>Save checkpoint</source>
        <translation>Simpan titik periksa</translation>
    </message>
    <message>
        <source>{more} more findings are not shown.</source>
        <translation>{more} temuan lain tidak ditampilkan.</translation>
    </message>
    <message>
        <source>Reading the log …</source>
        <translation>Membaca log …</translation>
    </message>
    <message>
        <source>No entry fits.</source>
        <translation>Tidak ada entri yang cocok.</translation>
    </message>
    <message>
        <source>Entries {first}–{last}</source>
        <translation>Entri {first}–{last}</translation>
    </message>
    <message>
        <source>Choose an entry to read all of it.</source>
        <translation>Pilih entri untuk membaca seluruhnya.</translation>
    </message>
    <message>
        <source>Entry {number} cannot be read any more.</source>
        <translation>Entri {number} tidak dapat dibaca lagi.</translation>
    </message>
    <message>
        <source>Every entry is being checked …</source>
        <translation>Setiap entri sedang diperiksa …</translation>
    </message>
    <message>
        <source>Not checked yet since you signed in.</source>
        <translation>Belum diperiksa sejak Anda masuk.</translation>
    </message>
    <message>
        <source>Sound: no entry is missing, changed, moved or back-dated.</source>
        <translation>Utuh: tidak ada entri yang hilang, diubah, dipindahkan, atau bertanggal mundur.</translation>
    </message>
    <message>
        <source>Not sound: {count} findings. Save the list and a checkpoint, and tell the agency.</source>
        <translation>Tidak utuh: {count} temuan. Simpan daftar dan titik periksa, lalu beri tahu instansi.</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entri</translation>
    </message>
    <message>
        <source>up to entry {number}</source>
        <translation>sampai entri {number}</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>belum ada</translation>
    </message>
    <message>
        <source>Checkpoint here</source>
        <translation>Titik periksa di sini</translation>
    </message>
    <message>
        <source>Central confirmed</source>
        <translation>Dikonfirmasi pusat</translation>
    </message>
    <message>
        <source>Checkpoint files</source>
        <translation>Berkas titik periksa</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Diperiksa</translation>
    </message>
    <message>
        <source>Checkpoints compared</source>
        <translation>Titik periksa dibandingkan</translation>
    </message>
    <message>
        <source>never</source>
        <translation>belum pernah</translation>
    </message>
    <message>
        <source>Clock set back at</source>
        <translation>Jam dimundurkan pada</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>Disimpan sebagai {file}.</translation>
    </message>
    <message>
        <source>Your reading of the log is recorded in it.</source>
        <translation>Pembacaan log ini tercatat di dalam log.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Hentikan</translation>
    </message>
    <message>
        <source>Verify the log</source>
        <translation>Periksa log</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Utuh</translation>
    </message>
    <message>
        <source>Not sound</source>
        <translation>Tidak utuh</translation>
    </message>
    <message>
        <source>Every act of a person or the system at this station, newest first.</source>
        <translation>Setiap tindakan orang atau sistem di stasiun ini, yang terbaru lebih dahulu.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
    <message>
        <source>Save this list</source>
        <translation>Simpan daftar ini</translation>
    </message>
    <message>
        <source>Checkpoint of the central database</source>
        <translation>Titik periksa basis data pusat</translation>
    </message>
    <message>
        <source>Checkpoint (*.txt)</source>
        <translation>Titik periksa (*.txt)</translation>
    </message>
    <message>
        <source>Proof (*.json)</source>
        <translation>Bukti (*.json)</translation>
    </message>
    <message>
        <source>Save the proof of this entry</source>
        <translation>Simpan bukti entri ini</translation>
    </message>
    <message>
        <source>PDF file (*.pdf);;JSON file (*.json)</source>
        <translation>Berkas PDF (*.pdf);;Berkas JSON (*.json)</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>DEMONSTRATION: synthetic travellers and emulated devices. Nothing here is a real record.</source>
        <translation>DEMONSTRASI: pelintas sintetis dan perangkat tiruan. Tidak ada data perlintasan nyata di sini.</translation>
    </message>
    <message>
        <source>TRAINING: nothing recorded here counts, and nothing goes to the production database.</source>
        <translation>PELATIHAN: data perlintasan di sini tidak berlaku dan tidak dikirim ke basis data produksi.</translation>
    </message>
</context>
<context>
    <name>CameraBenchPanel</name>
    <message>
        <source>This camera lets nobody set exposure or focus: use the ring of its lens.</source>
        <translation>Eksposur dan fokus kamera ini tidak dapat diatur dari sini: gunakan cincin lensanya.</translation>
    </message>
</context>
<context>
    <name>CandidateTable</name>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Skor</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidat</translation>
    </message>
    <message>
        <source>this document</source>
        <translation>dokumen ini</translation>
    </message>
</context>
<context>
    <name>CardKey</name>
    <message>
        <source>Printed lines or card access number</source>
        <translation>Baris tercetak atau nomor akses kartu</translation>
    </message>
    <message>
        <source>Lay a reference document on the reader and enter what opens it. It is read whole, once for each size of a reading; nothing of it is kept but the figures.</source>
        <translation>Letakkan dokumen acuan di atas pembaca dan masukkan pembukanya. Dokumen dibaca seluruhnya, sekali untuk setiap ukuran pembacaan; yang disimpan hanya angkanya.</translation>
    </message>
</context>
<context>
    <name>CardTable</name>
    <message>
        <source>Octets asked</source>
        <translation>Oktet diminta</translation>
    </message>
    <message>
        <source>Octets held</source>
        <translation>Oktet diterima</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Detik</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Hasil</translation>
    </message>
    <message>
        <source>Sizes of a reading</source>
        <translation>Ukuran pembacaan</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>Tidak terbaca</translation>
    </message>
    <message>
        <source>Falls back</source>
        <translation>Turun ke ukuran lebih kecil</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Diterima</translation>
    </message>
</context>
<context>
    <name>CaseQueue</name>
    <message>
        <source>Case {number}</source>
        <translation>Kasus {number}</translation>
    </message>
    <message>
        <source>First look</source>
        <translation>Pengamatan awal</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Dieskalasi</translation>
    </message>
    <message>
        <source>for a colleague</source>
        <translation>untuk rekan</translation>
    </message>
    <message>
        <source>second opinion</source>
        <translation>pendapat kedua</translation>
    </message>
    <message>
        <source>third opinion decides</source>
        <translation>pendapat ketiga menentukan</translation>
    </message>
    <message>
        <source>Waiting cases</source>
        <translation>Kasus menunggu</translation>
    </message>
    <message>
        <source>Which cases</source>
        <translation>Kasus yang ditampilkan</translation>
    </message>
    <message>
        <source>Kind of case</source>
        <translation>Jenis kasus</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>Loket</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Menunggu</translation>
    </message>
    <message>
        <source>Ruled</source>
        <translation>Diputuskan</translation>
    </message>
    <message>
        <source>{count} new</source>
        <translation>{count} baru</translation>
    </message>
    <message>
        <source>Nothing was ruled yet.</source>
        <translation>Belum ada yang diputuskan.</translation>
    </message>
    <message>
        <source>Nothing is waiting. New cases appear here on their own.</source>
        <translation>Tidak ada yang menunggu. Kasus baru muncul di sini dengan sendirinya.</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Semua jenis</translation>
    </message>
    <message>
        <source>All counters</source>
        <translation>Semua loket</translation>
    </message>
    <message>
        <source>with {supervisor}</source>
        <translation>oleh {supervisor}</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} mnt</translation>
    </message>
</context>
<context>
    <name>CheckScreen</name>
    <message>
        <source>Against the record</source>
        <translation>Terhadap data perlintasan</translation>
    </message>
    <message>
        <source>At the counter, now</source>
        <translation>Di loket, sekarang</translation>
    </message>
    <message>
        <source>On record</source>
        <translation>Dalam data perlintasan</translation>
    </message>
    <message>
        <source>Face at the counter</source>
        <translation>Wajah di loket</translation>
    </message>
    <message>
        <source>Face on record</source>
        <translation>Wajah dalam data perlintasan</translation>
    </message>
    <message>
        <source>No face was taken</source>
        <translation>Wajah tidak diambil</translation>
    </message>
    <message>
        <source>Nothing on record</source>
        <translation>Tidak ada data perlintasan</translation>
    </message>
    <message>
        <source>Watchlist</source>
        <translation>Daftar cekal</translation>
    </message>
    <message>
        <source>Searched {size} people on this station. A candidate is for you to judge, never an identity.</source>
        <translation>Dicari di antara {size} orang. Kandidat untuk Anda nilai, bukan kepastian.</translation>
    </message>
    <message>
        <source>{missing} people on record are still being read in and were not searched.</source>
        <translation>{missing} orang yang tercatat masih dimuat dan belum dicari.</translation>
    </message>
    <message>
        <source>Comparing …</source>
        <translation>Membandingkan …</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Rincian</translation>
    </message>
    <message>
        <source>Nobody else alike among {size} people on this station.</source>
        <translation>Tidak ada orang lain yang mirip di antara {size} orang di stasiun ini.</translation>
    </message>
    <message>
        <source>List of {day}, {entries} entries.</source>
        <translation>Daftar {day}, {entries} entri.</translation>
    </message>
    <message>
        <source>This station has no watchlist: nothing was looked through.</source>
        <translation>Stasiun ini tidak memiliki daftar cekal: tidak ada yang diperiksa.</translation>
    </message>
    <message>
        <source>The supervisor has ruled</source>
        <translation>Penyelia telah memutuskan</translation>
    </message>
    <message>
        <source>Stop: a supervisor must look at this</source>
        <translation>Berhenti: penyelia harus memeriksa</translation>
    </message>
    <message>
        <source>Possible watchlist hit.</source>
        <translation>Mungkin tercantum dalam daftar cekal.</translation>
    </message>
    <message>
        <source>Fingers look exchanged</source>
        <translation>Urutan jari tampaknya tertukar</translation>
    </message>
    <message>
        <source>Look at the hand and say which it is.</source>
        <translation>Lihat tangannya, lalu tentukan.</translation>
    </message>
    <message>
        <source>Does not agree with the record: {modalities}. Say what you see.</source>
        <translation>Tidak cocok dengan data perlintasan: {modalities}. Nyatakan yang Anda lihat.</translation>
    </message>
    <message>
        <source>Look for yourself</source>
        <translation>Periksa sendiri</translation>
    </message>
    <message>
        <source>The chip speaks against this document. Read why, then decide.</source>
        <translation>Cip tidak mendukung dokumen ini. Baca alasannya, lalu putuskan.</translation>
    </message>
    <message>
        <source>The chip does not agree</source>
        <translation>Cip tidak cocok</translation>
    </message>
    <message>
        <source>Look at the stay</source>
        <translation>Periksa masa tinggal</translation>
    </message>
    <message>
        <source>First crossing here</source>
        <translation>Perlintasan pertama di sini</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>Neither face nor finger was taken: nobody of {size} people was compared.</source>
        <translation>Wajah dan jari tidak diambil: tidak seorang pun dari {size} orang dibandingkan.</translation>
    </message>
    <message>
        <source>Nobody was searched</source>
        <translation>Pencarian tidak dilakukan</translation>
    </message>
    <message>
        <source>One finger alone was searched: somebody else may go unnoticed.</source>
        <translation>Hanya satu jari yang dicari: orang lain dapat luput.</translation>
    </message>
    <message>
        <source>Not the person of this record, by face and fingers</source>
        <translation>Bukan orang dalam data perlintasan ini, menurut wajah dan jari</translation>
    </message>
    <message>
        <source>Known here under this name and document</source>
        <translation>Dikenal di sini dengan nama dan dokumen ini</translation>
    </message>
    <message>
        <source>Known here</source>
        <translation>Dikenal di sini</translation>
    </message>
    <message>
        <source>Nothing is known of earlier stays</source>
        <translation>Tidak ada data izin tinggal sebelumnya</translation>
    </message>
    <message>
        <source>{days} days over</source>
        <translation>{days} hari melewati izin</translation>
    </message>
    <message>
        <source>Something of the stay is open</source>
        <translation>Ada hal izin tinggal yang belum selesai</translation>
    </message>
    <message>
        <source>Nothing open from earlier visits</source>
        <translation>Tidak ada yang terbuka dari perlintasan sebelumnya</translation>
    </message>
    <message>
        <source>{entries} entries.</source>
        <translation>{entries} entri.</translation>
    </message>
    <message>
        <source>May be a listed person</source>
        <translation>Mungkin orang dalam daftar</translation>
    </message>
    <message>
        <source>Clear: not on the watchlist</source>
        <translation>Bersih: tidak ada dalam daftar cekal</translation>
    </message>
    <message>
        <source>No face, no finger. Compare the traveller with the photograph in the document yourself.</source>
        <translation>Tanpa wajah dan tanpa jari. Bandingkan sendiri pelintas dengan foto pada dokumen.</translation>
    </message>
    <message>
        <source>The document is all there is</source>
        <translation>Hanya ada dokumen</translation>
    </message>
    <message>
        <source>One finger was compared. Compare the traveller with the photograph in the document, too.</source>
        <translation>Satu jari dibandingkan. Bandingkan juga pelintas dengan foto pada dokumen.</translation>
    </message>
    <message>
        <source>First crossing here, by one finger</source>
        <translation>Perlintasan pertama di sini, dengan satu jari</translation>
    </message>
    <message>
        <source>Nothing speaks against this traveller.</source>
        <translation>Tidak ada keberatan terhadap pelintas ini.</translation>
    </message>
    <message>
        <source>Nobody at this station is alike. No watchlist was looked through.</source>
        <translation>Tidak ada orang yang mirip di stasiun ini. Daftar cekal tidak diperiksa.</translation>
    </message>
    <message>
        <source>It agrees with the record. Nothing speaks against this traveller.</source>
        <translation>Cocok dengan data perlintasan. Tidak ada keberatan terhadap pelintas ini.</translation>
    </message>
    <message>
        <source>One finger agrees with the record, no face was compared. Look at the traveller, too.</source>
        <translation>Satu jari cocok dengan data perlintasan, wajah tidak dibandingkan. Lihat juga pelintasnya.</translation>
    </message>
    <message>
        <source>Same person as on record</source>
        <translation>Orang yang sama dengan data perlintasan</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>Tidak dibandingkan</translation>
    </message>
    <message>
        <source>Look at the traveller and at the record yourself.</source>
        <translation>Lihat sendiri pelintas dan data perlintasannya.</translation>
    </message>
    <message>
        <source>{supervisor} ruled: {ruling} ({reason}).</source>
        <translation>{supervisor} memutuskan: {ruling} ({reason}).</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Tunda dahulu</translation>
    </message>
    <message>
        <source>Supervisor is here</source>
        <translation>Penyelia di loket ini</translation>
    </message>
    <message>
        <source>A supervisor rules here or elsewhere. Set the visit aside, or refer now.</source>
        <translation>Penyelia memutuskan di sini atau di tempat lain. Tunda pemeriksaan ini, atau rujuk sekarang.</translation>
    </message>
    <message>
        <source>Comparing with the record, everybody on this station and the watchlist …</source>
        <translation>Membandingkan dengan data perlintasan, semua orang di stasiun ini, dan daftar cekal …</translation>
    </message>
    <message>
        <source>Go on with the ruling.</source>
        <translation>Lanjutkan dengan putusan ini.</translation>
    </message>
    <message>
        <source>Compare them yourself and say what you see.</source>
        <translation>Bandingkan sendiri dan nyatakan apa yang Anda lihat.</translation>
    </message>
    <message>
        <source>The register asks you to look at the stay; then go on and decide.</source>
        <translation>Catatan meminta Anda memeriksa masa tinggal; lalu lanjutkan dan putuskan.</translation>
    </message>
    <message>
        <source>Compare traveller and document yourself; a supervisor may look, too (F4).</source>
        <translation>Bandingkan sendiri pelintas dan dokumen; penyelia juga dapat dihubungi (F4).</translation>
    </message>
    <message>
        <source>No earlier record here. Compare the traveller with the document, then go on.</source>
        <translation>Belum ada data perlintasan di sini. Bandingkan pelintas dengan dokumen, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Refer now</source>
        <translation>Rujuk sekarang</translation>
    </message>
    <message>
        <source>To the decision</source>
        <translation>Ke keputusan</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Verifikasi</translation>
    </message>
    <message>
        <source>The traveller against the record, against everybody on this station, and against the watchlist.</source>
        <translation>Pelintas dibandingkan dengan data perlintasan, semua orang di stasiun ini, dan daftar cekal.</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Penyelia</translation>
    </message>
    <message>
        <source>Nothing speaks against this traveller. Look at both faces, then go on.</source>
        <translation>Tidak ada yang memberatkan pelintas ini. Lihat kedua wajah, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Periksa</translation>
    </message>
</context>
<context>
    <name>ChipCard</name>
    <message>
        <source>Chip</source>
        <translation>Cip</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Rincian</translation>
    </message>
    <message>
        <source>Details of the chip</source>
        <translation>Rincian cip</translation>
    </message>
    <message>
        <source>Face in the chip</source>
        <translation>Wajah dalam cip</translation>
    </message>
    <message>
        <source>Document number · tries left: {count}</source>
        <translation>Nomor dokumen · sisa percobaan: {count}</translation>
    </message>
    <message>
        <source>Use the chip&apos;s lines</source>
        <translation>Pakai baris dari cip</translation>
    </message>
    <message>
        <source>Keep the printed lines</source>
        <translation>Pakai baris tercetak</translation>
    </message>
    <message>
        <source>Look at the page: which lines are printed there?</source>
        <translation>Lihat halamannya: baris mana yang tercetak di sana?</translation>
    </message>
    <message>
        <source>Signed by the issuing state, and the chip is the original.</source>
        <translation>Ditandatangani negara penerbit, dan cipnya asli.</translation>
    </message>
    <message>
        <source>Signed by the issuing state. This chip cannot show that it is no copy.</source>
        <translation>Ditandatangani negara penerbit. Cip ini tidak dapat menunjukkan bahwa ia bukan salinan.</translation>
    </message>
    <message>
        <source>{share} %</source>
        <translation>{share} %</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>Tidak terbaca</translation>
    </message>
    <message>
        <source>This station has no keys of issuing states: whether a chip is genuine stays undetermined.</source>
        <translation>Stasiun ini tidak memiliki kunci negara penerbit: keaslian cip tetap belum pasti.</translation>
    </message>
    <message>
        <source>The oldest list of states here is {days} days old.</source>
        <translation>Daftar negara tertua di sini berumur {days} hari.</translation>
    </message>
    <message>
        <source>{field}: printed {printed}, chip {read}</source>
        <translation>{field}: tercetak {printed}, cip {read}</translation>
    </message>
</context>
<context>
    <name>ChipCaseCard</name>
    <message>
        <source>Chip at the counter</source>
        <translation>Cip di loket</translation>
    </message>
</context>
<context>
    <name>ChipFaces</name>
    <message>
        <source>Chip of the document</source>
        <translation>Cip dokumen</translation>
    </message>
    <message>
        <source>In the chip</source>
        <translation>Dalam cip</translation>
    </message>
    <message>
        <source>On the page</source>
        <translation>Pada halaman</translation>
    </message>
    <message>
        <source>Face in the chip</source>
        <translation>Wajah dalam cip</translation>
    </message>
    <message>
        <source>Page as photographed</source>
        <translation>Halaman sebagaimana difoto</translation>
    </message>
</context>
<context>
    <name>ChoicePanel</name>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Note for the record</source>
        <translation>Catatan untuk data perlintasan</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Pilih …</translation>
    </message>
</context>
<context>
    <name>Commission</name>
    <message>
        <source>Language</source>
        <translation>Bahasa</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Agency&apos;s key</source>
        <translation>Kunci instansi</translation>
    </message>
    <message>
        <source>Station&apos;s keys</source>
        <translation>Kunci stasiun</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Server pusat</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Perangkat</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>First officers</source>
        <translation>Petugas pertama</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Pemulihan</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Uji mandiri</translation>
    </message>
    <message>
        <source>In which language does this station speak? Each officer may choose another one later.</source>
        <translation>Bahasa apa yang dipakai stasiun ini? Setiap petugas boleh memilih bahasa lain nanti.</translation>
    </message>
    <message>
        <source>The name by which the agency knows this station, and where it stands. Name and mode are in its keys and cannot be changed afterwards. Training is for invented travellers, production for real ones.</source>
        <translation>Nama stasiun ini di instansi dan tempatnya berada. Nama dan mode tersimpan dalam kuncinya dan tidak dapat diubah lagi. Pelatihan untuk pelintas rekaan, produksi untuk pelintas sungguhan.</translation>
    </message>
    <message>
        <source>The file with the agency&apos;s public key (agency.pub). Everything that this station seals can be opened by this key alone.</source>
        <translation>Berkas kunci publik instansi (agency.pub). Semua yang disegel stasiun ini hanya dapat dibuka dengan kunci itu.</translation>
    </message>
    <message>
        <source>The station makes its keys now. The passphrase or PIN opens them at every start; write it down for the safe, because nobody can find it out afterwards.</source>
        <translation>Stasiun sekarang membuat kuncinya. Frasa sandi atau PIN membukanya setiap kali dimulai; catat untuk brankas, karena tidak ada yang dapat mengetahuinya lagi.</translation>
    </message>
    <message>
        <source>Take the request to the agency; it answers with an identity, a certificate and an address. This page may be closed meanwhile and goes on here. No visit is opened before the identity is here.</source>
        <translation>Bawa permintaan ke instansi; instansi menjawab dengan identitas, sertifikat, dan alamat. Halaman ini boleh ditutup dahulu dan dilanjutkan di sini. Pemeriksaan tidak dapat dibuka sebelum identitas ada.</translation>
    </message>
    <message>
        <source>The address of the central database and the folder that the agency gave: ca.crt, client.crt and client.key. Both are kept once central was reached with them. Remove the folder from the stick afterwards.</source>
        <translation>Alamat basis data pusat dan folder dari instansi: ca.crt, client.crt, dan client.key. Keduanya disimpan setelah server pusat terhubung dengannya. Hapus folder itu dari flashdisk sesudahnya.</translation>
    </message>
    <message>
        <source>Readers and cameras that were found on this machine. Plug them in and look again with F12.</source>
        <translation>Pemindai dan kamera yang ditemukan pada mesin ini. Pasang lalu periksa lagi dengan F12.</translation>
    </message>
    <message>
        <source>The agency&apos;s rules for this post. In production the file needs the agency&apos;s signature beside it (.sig). Without a file the rules that come with the program are used until central sends others.</source>
        <translation>Aturan instansi untuk pos ini. Dalam produksi berkas memerlukan tanda tangan instansi di sampingnya (.sig). Tanpa berkas, aturan bawaan program dipakai sampai server pusat mengirim yang lain.</translation>
    </message>
    <message>
        <source>Who signs in first. At least one administrator is needed, who adds all others. Each chooses an own password at the first sign-in; the one that is typed here opens nothing else.</source>
        <translation>Siapa yang masuk pertama. Diperlukan sedikitnya satu administrator yang menambahkan petugas lain. Masing-masing memilih kata sandi sendiri saat pertama masuk; yang diketik di sini tidak membuka apa pun yang lain.</translation>
    </message>
    <message>
        <source>A copy of the keys for the recovery officer, without whom no backup can be restored. It is an export of keys: a supervisor or an administrator agrees, and an administrator beside them where the policy asks for two. Whose first password still stands chooses an own one here.</source>
        <translation>Salinan kunci untuk petugas pemulihan; tanpanya cadangan tidak dapat dipulihkan. Ini ekspor kunci: seorang penyelia atau administrator menyetujui, dan seorang administrator mendampingi bila kebijakan meminta dua orang. Yang masih memakai kata sandi pertama memilih kata sandi sendiri di sini.</translation>
    </message>
    <message>
        <source>Everything that a station needs was looked at. Print this page for the folder of the station; what is left to do can be done later, too.</source>
        <translation>Semua yang diperlukan stasiun sudah diperiksa. Cetak halaman ini untuk berkas stasiun; yang masih perlu dikerjakan dapat dikerjakan nanti.</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Bahasa jendela</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>Name of the station, as the agency writes it</source>
        <translation>Nama stasiun seperti yang ditulis instansi</translation>
    </message>
    <message>
        <source>Place, as the header shows it</source>
        <translation>Tempat, seperti yang tampil di bagian atas</translation>
    </message>
    <message>
        <source>File with the agency&apos;s public key</source>
        <translation>Berkas kunci publik instansi</translation>
    </message>
    <message>
        <source>Where the keys come from</source>
        <translation>Asal kunci</translation>
    </message>
    <message>
        <source>Passphrase or PIN</source>
        <translation>Frasa sandi atau PIN</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Sekali lagi</translation>
    </message>
    <message>
        <source>Keep it on this machine, for starting without asking</source>
        <translation>Simpan di mesin ini agar dapat dimulai tanpa bertanya</translation>
    </message>
    <message>
        <source>File with the identity that the agency issued</source>
        <translation>Berkas identitas yang diterbitkan instansi</translation>
    </message>
    <message>
        <source>Address: postgresql://ROLE@HOST:PORT/DATABASE</source>
        <translation>Alamat: postgresql://PERAN@HOST:PORT/BASISDATA</translation>
    </message>
    <message>
        <source>Folder with the certificate</source>
        <translation>Folder sertifikat</translation>
    </message>
    <message>
        <source>Camera of this counter</source>
        <translation>Kamera loket ini</translation>
    </message>
    <message>
        <source>Policy file (may be left empty)</source>
        <translation>Berkas kebijakan (boleh dikosongkan)</translation>
    </message>
    <message>
        <source>Sign-in name</source>
        <translation>Nama masuk</translation>
    </message>
    <message>
        <source>Name that others see</source>
        <translation>Nama yang dilihat orang lain</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Peran</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>Kata sandi pertama</translation>
    </message>
    <message>
        <source>File with the recovery officer&apos;s public key</source>
        <translation>Berkas kunci publik petugas pemulihan</translation>
    </message>
    <message>
        <source>Sign-in name of who agrees</source>
        <translation>Nama masuk yang menyetujui</translation>
    </message>
    <message>
        <source>Their password</source>
        <translation>Kata sandinya</translation>
    </message>
    <message>
        <source>Their own new password, where it is the first sign-in</source>
        <translation>Kata sandi barunya sendiri, bila baru pertama masuk</translation>
    </message>
    <message>
        <source>Their six digits of the authenticator</source>
        <translation>Enam angka autentikatornya</translation>
    </message>
    <message>
        <source>Sign-in name of the second person</source>
        <translation>Nama masuk orang kedua</translation>
    </message>
    <message>
        <source>Password of the second person</source>
        <translation>Kata sandi orang kedua</translation>
    </message>
    <message>
        <source>Own new password of the second person</source>
        <translation>Kata sandi baru orang kedua sendiri</translation>
    </message>
    <message>
        <source>Six digits of the second person&apos;s authenticator</source>
        <translation>Enam angka autentikator orang kedua</translation>
    </message>
</context>
<context>
    <name>CommissionRail</name>
    <message>
        <source>Commissioning</source>
        <translation>Pengaktifan stasiun</translation>
    </message>
    <message>
        <source>done</source>
        <translation>selesai</translation>
    </message>
    <message>
        <source>now</source>
        <translation>sekarang</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>berikutnya</translation>
    </message>
</context>
<context>
    <name>CommissionScreen</name>
    <message>
        <source>What is there</source>
        <translation>Yang sudah ada</translation>
    </message>
    <message>
        <source>Fingerprint of the agency&apos;s key. Compare it with the agency by telephone before you go on:</source>
        <translation>Sidik kunci instansi. Cocokkan dengan instansi lewat telepon sebelum melanjutkan:</translation>
    </message>
    <message>
        <source>Save a copy of the request …</source>
        <translation>Simpan salinan permintaan …</translation>
    </message>
    <message>
        <source>This station was begun and is not finished. Its passphrase or PIN opens it where it was left.</source>
        <translation>Stasiun ini sudah dimulai dan belum selesai. Frasa sandi atau PIN membukanya di langkah terakhir.</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>Tidak ditemukan</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Pengaturan</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Kunci</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Permintaan</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Server pusat</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>Officers</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Kunci pemulihan</translation>
    </message>
    <message>
        <source>set</source>
        <translation>ada</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>belum ada</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>{address}, clock {seconds} s from ours</source>
        <translation>{address}, jam berbeda {seconds} dtk dari jam kita</translation>
    </message>
    <message>
        <source>The keys are being made or opened …</source>
        <translation>Kunci sedang dibuat atau dibuka …</translation>
    </message>
    <message>
        <source>Central is being reached …</source>
        <translation>Server pusat sedang dihubungi …</translation>
    </message>
    <message>
        <source>Everything is being looked at …</source>
        <translation>Semua sedang diperiksa …</translation>
    </message>
    <message>
        <source>This is being checked …</source>
        <translation>Sedang diperiksa …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Nanti</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Periksa lagi</translation>
    </message>
    <message>
        <source>Add this officer</source>
        <translation>Tambahkan petugas ini</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Uji lagi</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Simpan sebagai PDF</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Cetak</translation>
    </message>
    <message>
        <source>New station</source>
        <translation>Stasiun baru</translation>
    </message>
    <message>
        <source>Each step is checked when it is entered; what was kept stays, also where this window is closed.</source>
        <translation>Setiap langkah diperiksa saat diisi; yang sudah disimpan tetap ada, juga bila jendela ini ditutup.</translation>
    </message>
    <message>
        <source>F1 shows every key.</source>
        <translation>F1 menampilkan semua tombol.</translation>
    </message>
    <message>
        <source>Open the station</source>
        <translation>Buka stasiun</translation>
    </message>
    <message>
        <source>Check and go on</source>
        <translation>Periksa dan lanjut</translation>
    </message>
    <message>
        <source>Requests (*.json)</source>
        <translation>Permintaan (*.json)</translation>
    </message>
    <message>
        <source>Save the request</source>
        <translation>Simpan permintaan</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Save the self-test</source>
        <translation>Simpan uji mandiri</translation>
    </message>
</context>
<context>
    <name>ComparisonRow</name>
    <message>
        <source>Inspected</source>
        <translation>Sudah diperiksa</translation>
    </message>
    <message>
        <source>FMR {rate}</source>
        <translation>FMR {rate}</translation>
    </message>
    <message>
        <source>different</source>
        <translation>berbeda</translation>
    </message>
    <message>
        <source>same</source>
        <translation>sama</translation>
    </message>
    <message>
        <source>Threshold at a false match rate of {rate}</source>
        <translation>Ambang pada tingkat kecocokan palsu {rate}</translation>
    </message>
</context>
<context>
    <name>CrossingTable</name>
    <message>
        <source>Crossings</source>
        <translation>Perlintasan</translation>
    </message>
    <message>
        <source>Crossing</source>
        <translation>Perlintasan</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Keputusan</translation>
    </message>
    <message>
        <source>Officer</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>linked by a ruling</source>
        <translation>dihubungkan oleh putusan</translation>
    </message>
</context>
<context>
    <name>DateField</name>
    <message>
        <source>Calendar: {field}</source>
        <translation>Kalender: {field}</translation>
    </message>
</context>
<context>
    <name>DebriefScreen</name>
    <message>
        <source>Decision</source>
        <translation>Keputusan</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Prosedur</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Waktu</translation>
    </message>
    <message>
        <source>Courtesy</source>
        <translation>Keramahan</translation>
    </message>
    <message>
        <source>The mark</source>
        <translation>Nilai</translation>
    </message>
    <message>
        <source>What was missed</source>
        <translation>Yang terlewat</translation>
    </message>
    <message>
        <source>What a good officer does</source>
        <translation>Yang dilakukan petugas yang baik</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Nilai</translation>
    </message>
    <message>
        <source>A wrong admission or a wrong accusation: no mark above {cap}.</source>
        <translation>Salah memberi izin masuk atau salah menuduh: nilai tidak lebih dari {cap}.</translation>
    </message>
    <message>
        <source>Nothing was missed.</source>
        <translation>Tidak ada yang terlewat.</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Lulus</translation>
    </message>
    <message>
        <source>Not passed yet</source>
        <translation>Belum lulus</translation>
    </message>
    <message>
        <source>{reached} of {whole}</source>
        <translation>{reached} dari {whole}</translation>
    </message>
    <message>
        <source>{mark} of 100 are needed to pass. The scenario can be played as often as you like.</source>
        <translation>Diperlukan {mark} dari 100 untuk lulus. Skenario dapat dijalankan sesering yang diinginkan.</translation>
    </message>
    <message>
        <source>The mark stands in the book of the course.</source>
        <translation>Nilai sudah dicatat dalam buku pelatihan.</translation>
    </message>
    <message>
        <source>Debrief: {scenario}</source>
        <translation>Evaluasi: {scenario}</translation>
    </message>
    <message>
        <source>From the station&apos;s own log and the sealed record; nobody watched.</source>
        <translation>Dari log stasiun dan data perlintasan tersegel; tidak ada yang mengawasi.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Tutup</translation>
    </message>
</context>
<context>
    <name>DecisionChecks</name>
    <message>
        <source>Same as on record</source>
        <translation>Sama dengan data perlintasan</translation>
    </message>
    <message>
        <source>Does not agree with the record</source>
        <translation>Tidak cocok dengan data perlintasan</translation>
    </message>
    <message>
        <source>First crossing, nothing to compare with</source>
        <translation>Perlintasan pertama, belum ada pembanding</translation>
    </message>
    <message>
        <source>Not compared with the record</source>
        <translation>Tidak dibandingkan dengan data perlintasan</translation>
    </message>
    <message>
        <source>{supervisor} ruled: {ruling}</source>
        <translation>{supervisor} memutuskan: {ruling}</translation>
    </message>
    <message>
        <source>Person · face and {fingers} fingers</source>
        <translation>Orang · wajah dan {fingers} jari</translation>
    </message>
    <message>
        <source>Person · no face, {fingers} fingers</source>
        <translation>Orang · tanpa wajah, {fingers} jari</translation>
    </message>
    <message>
        <source>Person · face and one finger</source>
        <translation>Orang · wajah dan satu jari</translation>
    </message>
    <message>
        <source>Person · no face, one finger</source>
        <translation>Orang · tanpa wajah, satu jari</translation>
    </message>
    <message>
        <source>Person · face, no finger</source>
        <translation>Orang · wajah, tanpa jari</translation>
    </message>
    <message>
        <source>Person · no face, no finger</source>
        <translation>Orang · tanpa wajah, tanpa jari</translation>
    </message>
    <message>
        <source>By the document alone</source>
        <translation>Berdasarkan dokumen saja</translation>
    </message>
    <message>
        <source>Nobody else alike</source>
        <translation>Tidak ada orang lain yang mirip</translation>
    </message>
    <message>
        <source>Others alike: {count}</source>
        <translation>Orang lain yang mirip: {count}</translation>
    </message>
    <message>
        <source>Not searched</source>
        <translation>Tidak dicari</translation>
    </message>
    <message>
        <source>Identity · {size} people searched</source>
        <translation>Identitas · dicari di antara {size} orang</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>Not on the watchlist</source>
        <translation>Tidak ada dalam daftar cekal</translation>
    </message>
    <message>
        <source>May be a listed person</source>
        <translation>Mungkin orang dalam daftar</translation>
    </message>
    <message>
        <source>No watchlist on this station</source>
        <translation>Tidak ada daftar cekal di stasiun ini</translation>
    </message>
    <message>
        <source>Watchlist</source>
        <translation>Daftar cekal</translation>
    </message>
    <message>
        <source>Watchlist · list of {day}</source>
        <translation>Daftar cekal · daftar {day}</translation>
    </message>
    <message>
        <source>Nothing open from earlier visits</source>
        <translation>Tidak ada yang terbuka dari perlintasan sebelumnya</translation>
    </message>
    <message>
        <source>Nothing is known of earlier stays</source>
        <translation>Tidak ada data izin tinggal sebelumnya</translation>
    </message>
    <message>
        <source>Stay · {what}</source>
        <translation>Izin tinggal · {what}</translation>
    </message>
    <message>
        <source>Document in order</source>
        <translation>Dokumen sesuai</translation>
    </message>
    <message>
        <source>The chip speaks against it</source>
        <translation>Cip tidak mendukung dokumen ini</translation>
    </message>
    <message>
        <source>Entered by hand</source>
        <translation>Diisi manual</translation>
    </message>
    <message>
        <source>Document · {issuer} {number}, until {day}</source>
        <translation>Dokumen · {issuer} {number}, s.d. {day}</translation>
    </message>
</context>
<context>
    <name>DecisionScreen</name>
    <message>
        <source>Your decision</source>
        <translation>Keputusan Anda</translation>
    </message>
    <message>
        <source>Choose first. Once signed, the record cannot be changed.</source>
        <translation>Pilih dahulu. Setelah ditandatangani, data perlintasan tidak dapat diubah.</translation>
    </message>
    <message>
        <source>Once signed, it cannot be changed.</source>
        <translation>Setelah ditandatangani, tidak dapat diubah.</translation>
    </message>
    <message>
        <source>and close the stay since {day}</source>
        <translation>dan tutup masa tinggal sejak {day}</translation>
    </message>
    <message>
        <source>The traveller enters.</source>
        <translation>Pelintas masuk.</translation>
    </message>
    <message>
        <source>The traveller leaves.</source>
        <translation>Pelintas berangkat.</translation>
    </message>
    <message>
        <source>You are not sure. A supervisor takes over.</source>
        <translation>Anda tidak yakin. Penyelia mengambil alih.</translation>
    </message>
    <message>
        <source>The traveller does not enter.</source>
        <translation>Pelintas tidak masuk.</translation>
    </message>
    <message>
        <source>The traveller does not leave.</source>
        <translation>Pelintas tidak berangkat.</translation>
    </message>
    <message>
        <source>Signing and sealing …</source>
        <translation>Menandatangani dan menyegel …</translation>
    </message>
    <message>
        <source>Choose with 1, 2 or 3.</source>
        <translation>Pilih dengan 1, 2, atau 3.</translation>
    </message>
    <message>
        <source>Choose the reason.</source>
        <translation>Pilih alasannya.</translation>
    </message>
    <message>
        <source>Write a note: why this decision?</source>
        <translation>Tulis catatan: mengapa keputusan ini?</translation>
    </message>
    <message>
        <source>Read the record once more, then sign. It cannot be changed afterwards.</source>
        <translation>Baca data perlintasan sekali lagi, lalu tanda tangani. Setelah itu tidak dapat diubah.</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Keputusan</translation>
    </message>
    <message>
        <source>Read what is about to be sealed, decide, and sign.</source>
        <translation>Baca apa yang akan disegel, putuskan, dan tanda tangani.</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Sign and seal</source>
        <translation>Tanda tangani dan segel</translation>
    </message>
</context>
<context>
    <name>DemoBar</name>
    <message>
        <source>At the counter</source>
        <translation>Di loket</translation>
    </message>
    <message>
        <source>shows the document of</source>
        <translation>menunjukkan dokumen</translation>
    </message>
    <message>
        <source>Scan its lines</source>
        <translation>Pindai barisnya</translation>
    </message>
    <message>
        <source>Steps before the camera …</source>
        <translation>Maju ke depan kamera …</translation>
    </message>
    <message>
        <source>Invented traveller at the counter</source>
        <translation>Pelintas rekaan di loket</translation>
    </message>
    <message>
        <source>Whose document is shown</source>
        <translation>Dokumen milik siapa</translation>
    </message>
</context>
<context>
    <name>DeviceFacts</name>
    <message>
        <source>History</source>
        <translation>Riwayat</translation>
    </message>
    <message>
        <source>never</source>
        <translation>belum pernah</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translation>berlaku sampai {day}</translation>
    </message>
    <message>
        <source>{kind}, not used at this counter</source>
        <translation>{kind}, tidak dipakai di loket ini</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Jenis</translation>
    </message>
    <message>
        <source>Serial</source>
        <translation>Nomor seri</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Firmware</source>
        <translation>Firmware</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrasi</translation>
    </message>
    <message>
        <source>On it</source>
        <translation>Di atasnya</translation>
    </message>
    <message>
        <source>The certificate has expired: samples go on, and every officer is warned. Calibrate again.</source>
        <translation>Sertifikat telah kedaluwarsa: pengambilan tetap berjalan dan setiap petugas diperingatkan. Kalibrasi ulang.</translation>
    </message>
    <message>
        <source>The certificate ends on {day}. Calibrate before that.</source>
        <translation>Sertifikat berakhir pada {day}. Kalibrasi sebelum itu.</translation>
    </message>
</context>
<context>
    <name>DeviceList</name>
    <message>
        <source>Devices</source>
        <translation>Perangkat</translation>
    </message>
    <message>
        <source>No reader and no camera is connected.</source>
        <translation>Tidak ada pemindai dan kamera yang tersambung.</translation>
    </message>
</context>
<context>
    <name>DifferenceTable</name>
    <message>
        <source>Counter</source>
        <translation>Loket</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Tercatat</translation>
    </message>
    <message>
        <source>Differences on paper</source>
        <translation>Perbedaan data</translation>
    </message>
</context>
<context>
    <name>DocumentScreen</name>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Type or scan the two or three lines</source>
        <translation>Ketik atau pindai dua atau tiga baris</translation>
    </message>
    <message>
        <source>Machine readable zone</source>
        <translation>Zona terbaca mesin</translation>
    </message>
    <message>
        <source>Read the lines</source>
        <translation>Baca baris</translation>
    </message>
    <message>
        <source>Live picture of the page</source>
        <translation>Gambar langsung halaman</translation>
    </message>
    <message>
        <source>Places to compare, enlarged</source>
        <translation>Bagian yang dibandingkan, diperbesar</translation>
    </message>
    <message>
        <source>The lines as photographed</source>
        <translation>Baris sebagaimana terfoto</translation>
    </message>
    <message>
        <source>No picture from the camera</source>
        <translation>Tidak ada gambar dari kamera</translation>
    </message>
    <message>
        <source>Photographing …</source>
        <translation>Memotret …</translation>
    </message>
    <message>
        <source>A visit was interrupted</source>
        <translation>Sebuah pemeriksaan terputus</translation>
    </message>
    <message>
        <source>Is the traveller still here? Then go on with the visit; nothing that was accepted is lost.</source>
        <translation>Apakah pelintas masih di sini? Lanjutkan pemeriksaannya; tidak ada yang sudah diterima hilang.</translation>
    </message>
    <message>
        <source>Resume the interrupted visit or discard it. A new one can begin afterwards.</source>
        <translation>Lanjutkan pemeriksaan yang terputus atau buang. Setelah itu pemeriksaan baru dapat dimulai.</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>Buang</translation>
    </message>
    <message>
        <source>Resume the visit</source>
        <translation>Lanjutkan pemeriksaan</translation>
    </message>
    <message>
        <source>Type or scan the lines, or photograph the page.</source>
        <translation>Ketik atau pindai barisnya, atau potret halamannya.</translation>
    </message>
    <message>
        <source>Say which of the documents it is.</source>
        <translation>Tentukan dokumen mana yang dipakai.</translation>
    </message>
    <message>
        <source>Answer the question; the document leaves it open.</source>
        <translation>Jawab pertanyaan; dokumen tidak menjelaskannya.</translation>
    </message>
    <message>
        <source>Correct what is marked in red, or enter the document by hand.</source>
        <translation>Perbaiki yang bertanda merah, atau isi data dokumen secara manual.</translation>
    </message>
    <message>
        <source>Let the traveller read the privacy notice, then go on.</source>
        <translation>Minta pelintas membaca pemberitahuan privasi, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Chip again</source>
        <translation>Cip lagi</translation>
    </message>
    <message>
        <source>Compare the name with the document and confirm it; no check digit protects it.</source>
        <translation>Bandingkan nama dengan dokumen dan konfirmasi; nama tidak dilindungi digit pemeriksa.</translation>
    </message>
    <message>
        <source>The document has expired. Say that you have seen it before you go on.</source>
        <translation>Dokumen kedaluwarsa. Nyatakan bahwa Anda telah melihatnya sebelum lanjut.</translation>
    </message>
    <message>
        <source>Correct the stay.</source>
        <translation>Perbaiki izin tinggal.</translation>
    </message>
    <message>
        <source>Document and stay are complete.</source>
        <translation>Dokumen dan izin tinggal lengkap.</translation>
    </message>
    <message>
        <source>Notice shown, to the face</source>
        <translation>Sudah ditunjukkan, ke wajah</translation>
    </message>
    <message>
        <source>Document and stay</source>
        <translation>Dokumen dan izin tinggal</translation>
    </message>
    <message>
        <source>Read the zone, confirm the name, then ask for the purpose and the length of the stay.</source>
        <translation>Baca zona, konfirmasi nama, lalu tanyakan tujuan dan lama tinggal.</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Hentikan</translation>
    </message>
    <message>
        <source>Photograph</source>
        <translation>Potret</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Isi manual</translation>
    </message>
    <message>
        <source>Name agrees</source>
        <translation>Nama sesuai</translation>
    </message>
    <message>
        <source>To the face</source>
        <translation>Ke wajah</translation>
    </message>
</context>
<context>
    <name>DoneScreen</name>
    <message>
        <source>Slip for the traveller</source>
        <translation>Slip untuk pelintas</translation>
    </message>
    <message>
        <source>Sealed at</source>
        <translation>Disegel pada</translation>
    </message>
    <message>
        <source>Whole visit</source>
        <translation>Seluruh pemeriksaan</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Data perlintasan</translation>
    </message>
    <message>
        <source>Last permitted day</source>
        <translation>Izin tinggal s.d.</translation>
    </message>
    <message>
        <source>The central database has acknowledged every record.</source>
        <translation>Basis data pusat telah mengakui semua data perlintasan.</translation>
    </message>
    <message>
        <source>Waiting for the central database: {count}. Nothing is lost; the station sends on its own.</source>
        <translation>Menunggu basis data pusat: {count}. Tidak ada yang hilang; stasiun mengirim sendiri.</translation>
    </message>
    <message>
        <source>The case of this visit is still open; a supervisor rules on it.</source>
        <translation>Kasus pemeriksaan ini masih terbuka; penyelia akan memutuskan.</translation>
    </message>
    <message>
        <source>Set aside at this counter: {count}.</source>
        <translation>Ditunda di loket ini: {count}.</translation>
    </message>
    <message>
        <source>The printer has the slip.</source>
        <translation>Slip sudah dikirim ke pencetak.</translation>
    </message>
    <message>
        <source>Save the slip</source>
        <translation>Simpan slip</translation>
    </message>
    <message>
        <source>Print slip</source>
        <translation>Cetak slip</translation>
    </message>
    <message>
        <source>{name} may leave.</source>
        <translation>{name} boleh berangkat.</translation>
    </message>
    <message>
        <source>{name} goes to further inspection.</source>
        <translation>{name} dirujuk ke pemeriksaan lanjutan.</translation>
    </message>
    <message>
        <source>{name} may not leave now.</source>
        <translation>Keberangkatan {name} ditunda.</translation>
    </message>
    <message>
        <source>{name} may stay until {day}.</source>
        <translation>{name} boleh tinggal s.d. {day}.</translation>
    </message>
    <message>
        <source>{name} may enter.</source>
        <translation>{name} boleh masuk.</translation>
    </message>
    <message>
        <source>{name} is refused entry.</source>
        <translation>{name} ditolak masuk.</translation>
    </message>
    <message>
        <source>The traveller</source>
        <translation>Pelintas</translation>
    </message>
    <message>
        <source>Visit closed</source>
        <translation>Pemeriksaan ditutup</translation>
    </message>
    <message>
        <source>The record is signed, encrypted and written. It cannot be changed any more.</source>
        <translation>Data perlintasan sudah ditandatangani, dienkripsi, dan ditulis. Tidak dapat diubah lagi.</translation>
    </message>
    <message>
        <source>Give the document back. Return, or the next scan, begins with the next traveller.</source>
        <translation>Kembalikan dokumen. Tekan Enter, atau pindai dokumen berikutnya, untuk pelintas berikutnya.</translation>
    </message>
    <message>
        <source>Next traveller</source>
        <translation>Pelintas berikutnya</translation>
    </message>
</context>
<context>
    <name>DriftCard</name>
    <message>
        <source>Drift since commissioning</source>
        <translation>Pergeseran sejak pemasangan</translation>
    </message>
    <message>
        <source>On this course a limit is reached in {days} days.</source>
        <translation>Dengan laju ini sebuah batas tercapai dalam {days} hari.</translation>
    </message>
</context>
<context>
    <name>DriftPlot</name>
    <message>
        <source>Drift since commissioning</source>
        <translation>Pergeseran sejak pemasangan</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Cahaya</translation>
    </message>
    <message>
        <source>Dark level</source>
        <translation>Tingkat gelap</translation>
    </message>
    <message>
        <source>Dead pixels</source>
        <translation>Piksel mati</translation>
    </message>
    <message>
        <source>No calibration yet</source>
        <translation>Belum ada kalibrasi</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Batas</translation>
    </message>
    <message>
        <source>As new</source>
        <translation>Saat baru</translation>
    </message>
</context>
<context>
    <name>EventTable</name>
    <message>
        <source>What happened to this stay</source>
        <translation>Riwayat izin tinggal ini</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Waktu</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Kejadian</translation>
    </message>
    <message>
        <source>By whom</source>
        <translation>Oleh</translation>
    </message>
</context>
<context>
    <name>FaceScreen</name>
    <message>
        <source>Picture</source>
        <translation>Gambar</translation>
    </message>
    <message>
        <source>Quality gate</source>
        <translation>Pemeriksaan mutu</translation>
    </message>
    <message>
        <source>Live picture of the face</source>
        <translation>Gambar langsung wajah</translation>
    </message>
    <message>
        <source>No picture from the camera</source>
        <translation>Tidak ada gambar dari kamera</translation>
    </message>
    <message>
        <source>Captured picture of the face</source>
        <translation>Gambar wajah yang diambil</translation>
    </message>
    <message>
        <source>At the counter, now</source>
        <translation>Di loket, sekarang</translation>
    </message>
    <message>
        <source>Face on record</source>
        <translation>Wajah dalam data perlintasan</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Rincian</translation>
    </message>
    <message>
        <source>Quality gate: every component with value, limit and verdict</source>
        <translation>Pemeriksaan mutu: setiap komponen dengan nilai, batas, dan hasil</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Komponen</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Nilai</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Batas</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Hasil</translation>
    </message>
    <message>
        <source>On record, {day}</source>
        <translation>Dalam data perlintasan, {day}</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LANGSUNG</translation>
    </message>
    <message>
        <source>Captured</source>
        <translation>Sudah diambil</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Perlu dilihat</translation>
    </message>
    <message>
        <source>Automatic capture</source>
        <translation>Pengambilan otomatis</translation>
    </message>
    <message>
        <source>Captured by hand; the gate has not passed</source>
        <translation>Diambil manual; pemeriksaan mutu belum lulus</translation>
    </message>
    <message>
        <source>The values appear as soon as a face is found.</source>
        <translation>Nilai muncul begitu wajah ditemukan.</translation>
    </message>
    <message>
        <source>{count} to correct</source>
        <translation>{count} perlu diperbaiki</translation>
    </message>
    <message>
        <source>All in order</source>
        <translation>Semua sesuai</translation>
    </message>
    <message>
        <source>{provided} of {all} components provided. Limits: BSI TR-03121-3-1 v7.0.</source>
        <translation>{provided} dari {all} komponen tersedia. Batas: BSI TR-03121-3-1 v7.0.</translation>
    </message>
    <message>
        <source>The face is low: lower the camera or tilt it down. Whoever sits may stay seated.</source>
        <translation>Wajah terlalu rendah: turunkan kamera atau arahkan ke bawah. Pelintas yang duduk tidak perlu berdiri.</translation>
    </message>
    <message>
        <source>The face is high: raise the camera or tilt it up, or ask for a step back.</source>
        <translation>Wajah terlalu tinggi: naikkan kamera atau arahkan ke atas, atau minta pelintas mundur selangkah.</translation>
    </message>
    <message>
        <source>No face in the picture. Of somebody who sits or is very tall: lower, raise or tilt the camera.</source>
        <translation>Tidak ada wajah pada gambar. Bila pelintas duduk atau sangat tinggi: turunkan, naikkan, atau miringkan kamera.</translation>
    </message>
    <message>
        <source>The picture is taken on its own when every check passes. F5 takes it now.</source>
        <translation>Gambar diambil sendiri bila semua syarat terpenuhi. F5 mengambil sekarang.</translation>
    </message>
    <message>
        <source>No picture yet. Press F5 to capture again.</source>
        <translation>Belum ada gambar. Tekan F5 untuk mengambil lagi.</translation>
    </message>
    <message>
        <source>Look closely: so far the two faces do not look alike.</source>
        <translation>Perhatikan: sejauh ini kedua wajah tidak mirip.</translation>
    </message>
    <message>
        <source>Compare both pictures with the traveller, then go on.</source>
        <translation>Bandingkan kedua foto dengan pelintas, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Compare the picture with the traveller, then go on.</source>
        <translation>Bandingkan gambar dengan pelintas, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Capture again, or take this picture with a reason (F8).</source>
        <translation>Ambil lagi, atau pakai gambar ini dengan alasan (F8).</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>The traveller looks into the camera; the picture is taken on its own when every check passes.</source>
        <translation>Pelintas melihat ke kamera; gambar diambil sendiri bila semua syarat terpenuhi.</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Veto</source>
        <translation>Putusan petugas</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Tanpa gambar</translation>
    </message>
    <message>
        <source>Turn the head</source>
        <translation>Minta menoleh</translation>
    </message>
    <message>
        <source>Capture now</source>
        <translation>Ambil sekarang</translation>
    </message>
    <message>
        <source>Capture again</source>
        <translation>Ambil lagi</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Pakai</translation>
    </message>
</context>
<context>
    <name>Facing</name>
    <message>
        <source>The traveller&apos;s screen is not connected. The visit goes on without it.</source>
        <translation>Layar pelintas tidak terhubung. Pemeriksaan berlanjut tanpa layar itu.</translation>
    </message>
    <message>
        <source>The traveller&apos;s screen is connected.</source>
        <translation>Layar pelintas terhubung.</translation>
    </message>
</context>
<context>
    <name>FeatureCard</name>
    <message>
        <source>Face, top to bottom</source>
        <translation>Wajah, atas ke bawah</translation>
    </message>
    <message>
        <source>No measuring. List: FISWG, version 2.0, 2018.</source>
        <translation>Tanpa mengukur. Daftar: FISWG, versi 2.0, 2018.</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation>{done} dari {all}</translation>
    </message>
</context>
<context>
    <name>FeatureTable</name>
    <message>
        <source>Features of the face</source>
        <translation>Ciri wajah</translation>
    </message>
</context>
<context>
    <name>FieldsCard</name>
    <message>
        <source>What it says</source>
        <translation>Isi dokumen</translation>
    </message>
    <message>
        <source>The name agrees</source>
        <translation>Nama sesuai</translation>
    </message>
    <message>
        <source>I have seen that it expired</source>
        <translation>Saya tahu sudah kedaluwarsa</translation>
    </message>
    <message>
        <source>Link to an earlier document</source>
        <translation>Kaitkan dengan dokumen lama</translation>
    </message>
    <message>
        <source>In order</source>
        <translation>Sesuai</translation>
    </message>
    <message>
        <source>Document {number}, not readable</source>
        <translation>Dokumen {number}, tidak terbaca</translation>
    </message>
    <message>
        <source>Several documents lie here. Which one is it?</source>
        <translation>Ada beberapa dokumen. Yang mana dokumennya?</translation>
    </message>
    <message>
        <source>Does not hold</source>
        <translation>Tidak sesuai</translation>
    </message>
    <message>
        <source>A question is open</source>
        <translation>Perlu dijawab</translation>
    </message>
    <message>
        <source>Entered by hand</source>
        <translation>Diisi manual</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Bandingkan</translation>
    </message>
    <message>
        <source>Digits agree</source>
        <translation>Digit cocok</translation>
    </message>
    <message>
        <source>This document has expired.</source>
        <translation>Dokumen ini kedaluwarsa.</translation>
    </message>
    <message>
        <source>Misread and mended, compare: {fields}.</source>
        <translation>Salah terbaca dan diperbaiki, bandingkan: {fields}.</translation>
    </message>
    <message>
        <source>Missing: {fields}</source>
        <translation>Tidak ada: {fields}</translation>
    </message>
    <message>
        <source>Visa {number}, {name}, valid to {day}.</source>
        <translation>Visa {number}, {name}, berlaku s.d. {day}.</translation>
    </message>
    <message>
        <source>It differs from the passport: {fields}.</source>
        <translation>Berbeda dengan paspor: {fields}.</translation>
    </message>
    <message>
        <source>It agrees with the passport.</source>
        <translation>Sesuai dengan paspor.</translation>
    </message>
    <message>
        <source>On record with this document; last visit {day}.</source>
        <translation>Tercatat dengan dokumen ini; perlintasan terakhir {day}.</translation>
    </message>
    <message>
        <source>Somebody with this name and birth date is on record. A renewed passport?</source>
        <translation>Ada orang dengan nama dan tanggal lahir ini dalam data perlintasan. Paspor baru?</translation>
    </message>
    <message>
        <source>No, a new person</source>
        <translation>Bukan, orang baru</translation>
    </message>
</context>
<context>
    <name>FiguresScreen</name>
    <message>
        <source>Charts of this part</source>
        <translation>Grafik bagian ini</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Grafik</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Grafik</translation>
    </message>
    <message>
        <source>The figures are being read …</source>
        <translation>Angka sedang dibaca …</translation>
    </message>
    <message>
        <source>There is nothing to show yet.</source>
        <translation>Belum ada yang dapat ditampilkan.</translation>
    </message>
    <message>
        <source>From {least} ({where}) to {most} ({there}); the last, {name}, is {last}.</source>
        <translation>Dari {least} ({where}) sampai {most} ({there}); yang terakhir, {name}, adalah {last}.</translation>
    </message>
    <message>
        <source>The numbers are in the table below.</source>
        <translation>Angkanya ada di tabel di bawah.</translation>
    </message>
    <message>
        <source>Visits today</source>
        <translation>Pemeriksaan hari ini</translation>
    </message>
    <message>
        <source>A visit takes</source>
        <translation>Lama pemeriksaan</translation>
    </message>
    <message>
        <source>Within {seconds} s</source>
        <translation>Dalam {seconds} detik</translation>
    </message>
    <message>
        <source>Cases that wait</source>
        <translation>Kasus yang menunggu</translation>
    </message>
    <message>
        <source>The oldest since</source>
        <translation>Yang terlama sejak</translation>
    </message>
    <message>
        <source>Counters and officers today</source>
        <translation>Loket dan petugas hari ini</translation>
    </message>
    <message>
        <source>Counter, officer</source>
        <translation>Loket, petugas</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Pemeriksaan</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>1 jam ini</translation>
    </message>
    <message>
        <source>Median, s</source>
        <translation>Median, dtk</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>Terakhir</translation>
    </message>
    <message>
        <source>Visits by hour today</source>
        <translation>Pemeriksaan per jam hari ini</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Jam</translation>
    </message>
    <message>
        <source>Cases that wait, by kind and post</source>
        <translation>Kasus yang menunggu, per jenis dan pos</translation>
    </message>
    <message>
        <source>Kind, post</source>
        <translation>Jenis, pos</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Kasus</translation>
    </message>
    <message>
        <source>Since midnight of this post; read at {time}. A figure of fewer than ten visits is not told.</source>
        <translation>Sejak tengah malam di pos ini; dibaca pukul {time}. Angka dari kurang dari sepuluh pemeriksaan tidak disampaikan.</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>Fingers</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Keputusan</translation>
    </message>
    <message>
        <source>Whole visit</source>
        <translation>Seluruh pemeriksaan</translation>
    </message>
    <message>
        <source>Seconds by step, median, against the budget of a visit</source>
        <translation>Detik per langkah, median, terhadap batas waktu pemeriksaan</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Langkah</translation>
    </message>
    <message>
        <source>95 of 100, s</source>
        <translation>95/100, dtk</translation>
    </message>
    <message>
        <source>each element needs {count} answers</source>
        <translation>setiap unsur perlu {count} jawaban</translation>
    </message>
    <message>
        <source>Speed: a visit takes</source>
        <translation>Kecepatan: lama pemeriksaan</translation>
    </message>
    <message>
        <source>Accuracy: FNMR</source>
        <translation>Ketepatan: FNMR</translation>
    </message>
    <message>
        <source>Transparency: cases answered</source>
        <translation>Keterbukaan: kasus terjawab</translation>
    </message>
    <message>
        <source>Ruling told to the counter</source>
        <translation>Putusan disampaikan ke loket</translation>
    </message>
    <message>
        <source>Until the answer</source>
        <translation>Sampai dijawab</translation>
    </message>
    <message>
        <source>Security: all checks done</source>
        <translation>Keamanan: semua pemeriksaan lengkap</translation>
    </message>
    <message>
        <source>Comfort: no further capture</source>
        <translation>Kenyamanan: tanpa pengambilan ulang</translation>
    </message>
    <message>
        <source>Accessibility: helped, succeeded</source>
        <translation>Kemudahan akses: dibantu, berhasil</translation>
    </message>
    <message>
        <source>All others, succeeded</source>
        <translation>Lainnya, berhasil</translation>
    </message>
    <message>
        <source>Satisfaction, 1 to 4</source>
        <translation>Kepuasan, 1 sampai 4</translation>
    </message>
    <message>
        <source>Indicative index, grade</source>
        <translation>Indeks indikatif, mutu</translation>
    </message>
    <message>
        <source>{first} to {last}, with limits that hold in 95 of 100 such times. Satisfaction is of {month}: one tap, and one of nine elements drawn by chance; no official survey. Nothing is told of fewer than ten answers.</source>
        <translation>{first} sampai {last}, dengan batas yang berlaku dalam 95 dari 100 kurun seperti ini. Kepuasan dari {month}: satu sentuhan, dan satu dari sembilan unsur yang dipilih acak; bukan survei resmi. Kurang dari sepuluh jawaban tidak disampaikan.</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translation>Persyaratan</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Prosedur</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Waktu</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Biaya</translation>
    </message>
    <message>
        <source>Product of the service</source>
        <translation>Produk layanan</translation>
    </message>
    <message>
        <source>Competence</source>
        <translation>Kompetensi</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>Perilaku</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>Pengaduan</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>Sarana</translation>
    </message>
    <message>
        <source>Satisfaction by element, year so far</source>
        <translation>Kepuasan per unsur, tahun berjalan</translation>
    </message>
    <message>
        <source>Element</source>
        <translation>Unsur</translation>
    </message>
    <message>
        <source>Mean, 1 to 4</source>
        <translation>Rata-rata, 1 sampai 4</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Jawaban</translation>
    </message>
    <message>
        <source>Admitted</source>
        <translation>Diberi izin masuk</translation>
    </message>
    <message>
        <source>Referred</source>
        <translation>Dirujuk</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Ditolak</translation>
    </message>
    <message>
        <source>Travellers who answered, by language and decision</source>
        <translation>Pelintas yang menjawab, per bahasa dan keputusan</translation>
    </message>
    <message>
        <source>Language, decision</source>
        <translation>Bahasa, keputusan</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Menjawab</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Ditanya</translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation>Kedatangan</translation>
    </message>
    <message>
        <source>A day</source>
        <translation>Per hari</translation>
    </message>
    <message>
        <source>Error of the forecast, an hour</source>
        <translation>Galat perkiraan, per jam</translation>
    </message>
    <message>
        <source>Same hour of last week</source>
        <translation>Jam yang sama minggu lalu</translation>
    </message>
    <message>
        <source>{first} to {last}, by the records of this station.</source>
        <translation>{first} sampai {last}, menurut catatan stasiun ini.</translation>
    </message>
    <message>
        <source>The forecast was better than the same hour of last week over the last four weeks.</source>
        <translation>Dalam empat minggu terakhir perkiraan lebih baik daripada jam yang sama minggu lalu.</translation>
    </message>
    <message>
        <source>The forecast was no better than the same hour of last week over the last four weeks.</source>
        <translation>Dalam empat minggu terakhir perkiraan tidak lebih baik daripada jam yang sama minggu lalu.</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>semua lainnya</translation>
    </message>
    <message>
        <source>Arrivals expected in the next 24 hours</source>
        <translation>Perkiraan kedatangan 24 jam berikutnya</translation>
    </message>
    <message>
        <source>Arrivals expected in the next days</source>
        <translation>Perkiraan kedatangan hari berikutnya</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Hari</translation>
    </message>
    <message>
        <source>Arrivals by hour and weekday</source>
        <translation>Kedatangan per jam dan hari</translation>
    </message>
    <message>
        <source>Arrivals by day</source>
        <translation>Kedatangan per hari</translation>
    </message>
    <message>
        <source>Arrivals by nationality</source>
        <translation>Kedatangan per kebangsaan</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>Kebangsaan</translation>
    </message>
    <message>
        <source>Arrivals by purpose</source>
        <translation>Kedatangan per tujuan</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Tujuan</translation>
    </message>
    <message>
        <source>Arrivals by post</source>
        <translation>Kedatangan per pos</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Pos</translation>
    </message>
    <message>
        <source>The station has not looked at itself yet. It does once a week, by itself.</source>
        <translation>Stasiun belum menilai dirinya. Penilaian dilakukan sendiri sekali seminggu.</translation>
    </message>
    <message>
        <source>No alarm on {day}: {visits} visits of {people} or more people.</source>
        <translation>Tidak ada peringatan pada {day}: {visits} pemeriksaan dari {people} orang atau lebih.</translation>
    </message>
    <message>
        <source>FNMR is above {claim} %: more genuine travellers fail than is claimed.</source>
        <translation>FNMR di atas {claim} %: lebih banyak pelintas asli yang gagal daripada yang dinyatakan.</translation>
    </message>
    <message>
        <source>A group of travellers fares worse.</source>
        <translation>Satu kelompok pelintas mendapat hasil lebih buruk.</translation>
    </message>
    <message>
        <source>Alarm on {day}:</source>
        <translation>Peringatan pada {day}:</translation>
    </message>
    <message>
        <source>fail to match</source>
        <translation>gagal cocok</translation>
    </message>
    <message>
        <source>are rejected by the quality gate</source>
        <translation>ditolak gerbang mutu</translation>
    </message>
    <message>
        <source>are captured again</source>
        <translation>diambil ulang</translation>
    </message>
    <message>
        <source>stand at the counter</source>
        <translation>berdiri di loket</translation>
    </message>
    <message>
        <source>{group} ({people} or more people) {measure} {times} times as much ({low} – {high}).</source>
        <translation>{group} ({people} orang atau lebih) {measure} {times} kali lebih banyak ({low} – {high}).</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Penerbit</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Jenis kelamin</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Usia</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Minggu</translation>
    </message>
    <message>
        <source>Visits since 1 January</source>
        <translation>Pemeriksaan sejak 1 Januari</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Orang</translation>
    </message>
    <message>
        <source>FNMR</source>
        <translation>FNMR</translation>
    </message>
    <message>
        <source>FMR</source>
        <translation>FMR</translation>
    </message>
    <message>
        <source>Evidence against {claim} %</source>
        <translation>Bukti terhadap {claim} %</translation>
    </message>
    <message>
        <source>Groups and measures looked at</source>
        <translation>Kelompok dan ukuran yang dilihat</translation>
    </message>
    <message>
        <source>Differences that would be found</source>
        <translation>Perbedaan yang akan ditemukan</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ya</translation>
    </message>
    <message>
        <source>no</source>
        <translation>tidak</translation>
    </message>
    <message>
        <source>FNMR of the year so far, by week, %</source>
        <translation>FNMR tahun berjalan, per minggu, %</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Peringatan</translation>
    </message>
    <message>
        <source>Evidence against the claim, by week</source>
        <translation>Bukti terhadap pernyataan, per minggu</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Bukti</translation>
    </message>
    <message>
        <source>The station looks at all visits of the year once a week. In a year in which nothing is wrong, {budget} of 100 stations at most have any alarm. No alarm at a post of few people is no proof.</source>
        <translation>Stasiun menilai semua pemeriksaan tahun ini sekali seminggu. Dalam setahun tanpa masalah, paling banyak {budget} dari 100 stasiun mendapat peringatan. Tidak adanya peringatan di pos dengan sedikit orang bukan bukti.</translation>
    </message>
    <message>
        <source>Errors of comparison, %, with 95 % limits</source>
        <translation>Galat perbandingan, %, dengan batas 95 %</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>Laju galat</translation>
    </message>
    <message>
        <source>People, at least</source>
        <translation>Orang, sedikitnya</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>Perbandingan</translation>
    </message>
    <message>
        <source>{value}; an alarm from {limit}</source>
        <translation>{value}; peringatan mulai {limit}</translation>
    </message>
    <message>
        <source>{median} s (95 %: {most} s)</source>
        <translation>{median} dtk (95 %: {most} dtk)</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>Disimpan sebagai {file}.</translation>
    </message>
    <message>
        <source>The arrow keys go through the charts; Tab to the numbers.</source>
        <translation>Tombol panah memilih grafik; Tab ke angkanya.</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Angka</translation>
    </message>
    <message>
        <source>Numbers of this post, without a traveller&apos;s name.</source>
        <translation>Angka pos ini, tanpa nama pelintas.</translation>
    </message>
    <message>
        <source>Your own visits and times of today.</source>
        <translation>Pemeriksaan dan waktu Anda sendiri hari ini.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Simpan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Table (*.csv);;Picture (*.svg);;Paper (*.pdf)</source>
        <translation>Tabel (*.csv);;Gambar (*.svg);;Kertas (*.pdf)</translation>
    </message>
</context>
<context>
    <name>FindingTable</name>
    <message>
        <source>What is wrong with the log</source>
        <translation>Kerusakan pada log</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entri</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Kerusakan</translation>
    </message>
    <message>
        <source>It is gone from the log.</source>
        <translation>Hilang dari log.</translation>
    </message>
    <message>
        <source>It is not what the station signed.</source>
        <translation>Bukan yang ditandatangani stasiun.</translation>
    </message>
    <message>
        <source>It stands at {also} now.</source>
        <translation>Kini berada di {also}.</translation>
    </message>
    <message>
        <source>Its time is before that of the entry before it.</source>
        <translation>Waktunya mendahului entri sebelumnya.</translation>
    </message>
    <message>
        <source>Signed, but not the history that was signed first.</source>
        <translation>Ditandatangani, tetapi bukan riwayat yang semula ditandatangani.</translation>
    </message>
    <message>
        <source>A checkpoint is not signed by this station.</source>
        <translation>Titik periksa tidak ditandatangani stasiun ini.</translation>
    </message>
    <message>
        <source>The entries {also} to {number} are not those of a checkpoint.</source>
        <translation>Entri {also} sampai {number} bukan entri titik periksa.</translation>
    </message>
</context>
<context>
    <name>FingerTile</name>
    <message>
        <source>Quality {score}, needs {limit}</source>
        <translation>Mutu {score}, batas {limit}</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Belum</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Sekarang</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Baik</translation>
    </message>
    <message>
        <source>Weak</source>
        <translation>Lemah</translation>
    </message>
    <message>
        <source>By veto</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Same finger?</source>
        <translation>Jari sama?</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Jari tidak ada</translation>
    </message>
</context>
<context>
    <name>FingersScreen</name>
    <message>
        <source>Hands</source>
        <translation>Tangan</translation>
    </message>
    <message>
        <source>Picture of the finger</source>
        <translation>Gambar jari</translation>
    </message>
    <message>
        <source>The print appears here</source>
        <translation>Sidik jari muncul di sini</translation>
    </message>
    <message>
        <source>Live picture of the scanner</source>
        <translation>Gambar langsung pemindai</translation>
    </message>
    <message>
        <source>The live picture begins when a finger lies on the scanner</source>
        <translation>Gambar langsung mulai setelah jari diletakkan pada pemindai</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Kiri</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Kanan</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LANGSUNG</translation>
    </message>
    <message>
        <source>Attempt {number} of 3</source>
        <translation>Percobaan {number} dari 3</translation>
    </message>
    <message>
        <source>{finger} looks like {others}: the same finger twice?</source>
        <translation>{finger} mirip {others}: jari yang sama dua kali?</translation>
    </message>
    <message>
        <source>This picture was taken by hand, before the finger lay well.</source>
        <translation>Gambar ini diambil secara manual, sebelum posisi jari baik.</translation>
    </message>
    <message>
        <source>Three attempts, none reached the threshold. The best one is chosen.</source>
        <translation>Tiga percobaan, tidak ada yang mencapai ambang. Yang terbaik dipilih.</translation>
    </message>
    <message>
        <source>F5 takes the picture now. F7 records a finger that cannot be captured.</source>
        <translation>F5 mengambil gambar sekarang. F7 mencatat jari yang tidak dapat diambil.</translation>
    </message>
    <message>
        <source>Use this print, capture it again, or start all fingers again.</source>
        <translation>Pakai sidik jari ini, ambil lagi, atau mulai ulang semua jari.</translation>
    </message>
    <message>
        <source>All asked fingers are taken or recorded as missing.</source>
        <translation>Semua jari yang diminta sudah diambil atau dicatat tidak ada.</translation>
    </message>
    <message>
        <source>Press F6 to capture this finger again.</source>
        <translation>Tekan F6 untuk mengambil jari ini lagi.</translation>
    </message>
    <message>
        <source>Fingers</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Prints taken</source>
        <translation>Sidik jari terambil</translation>
    </message>
    <message>
        <source>The live picture begins when the fingers lie on the scanner</source>
        <translation>Citra langsung mulai saat jari-jari berada di pemindai</translation>
    </message>
    <message>
        <source>The slap with the fingers that were found</source>
        <translation>Citra jari bersamaan dengan jari yang ditemukan</translation>
    </message>
    <message>
        <source>The scanner sends each finger by itself; they stand beside this.</source>
        <translation>Pemindai mengirim setiap jari tersendiri; hasilnya ada di sebelah.</translation>
    </message>
    <message>
        <source>Every print stands on the right</source>
        <translation>Semua sidik jari ada di sebelah kanan</translation>
    </message>
    <message>
        <source>None taken</source>
        <translation>Tidak ada</translation>
    </message>
    <message>
        <source>{done} of {asked} taken</source>
        <translation>{done} dari {asked} terambil</translation>
    </message>
    <message>
        <source>{good} of {asked} good</source>
        <translation>{good} dari {asked} baik</translation>
    </message>
    <message>
        <source>Print quality {score}, needs {limit}</source>
        <translation>Mutu sidik jari {score}, batas {limit}</translation>
    </message>
    <message>
        <source>Print quality {score}</source>
        <translation>Mutu sidik jari {score}</translation>
    </message>
    <message>
        <source>{asked}: {what}</source>
        <translation>{asked}: {what}</translation>
    </message>
    <message>
        <source>Flat on the glass, tip in the outline</source>
        <translation>Rata di kaca, ujung jari di dalam garis</translation>
    </message>
    <message>
        <source>Capture is paused: choose what cannot be taken, and why.</source>
        <translation>Pengambilan dijeda: pilih yang tidak dapat diambil, dan alasannya.</translation>
    </message>
    <message>
        <source>Each finger is recorded with its reason. Go on, or F9 starts again.</source>
        <translation>Setiap jari dicatat dengan alasannya. Lanjutkan, atau F9 untuk mulai ulang.</translation>
    </message>
    <message>
        <source>No finger was taken</source>
        <translation>Tidak ada jari yang diambil</translation>
    </message>
    <message>
        <source>All prints are taken</source>
        <translation>Semua sidik jari telah diambil</translation>
    </message>
    <message>
        <source>Look at the scores, then go on.</source>
        <translation>Periksa nilainya, lalu lanjutkan.</translation>
    </message>
    <message>
        <source>Press F6 to capture again.</source>
        <translation>Tekan F6 untuk mengambil lagi.</translation>
    </message>
    <message>
        <source>Place them on the scanner together</source>
        <translation>Letakkan bersamaan di pemindai</translation>
    </message>
    <message>
        <source>Both thumbs side by side, flat on the glass</source>
        <translation>Kedua ibu jari berdampingan, rata di kaca</translation>
    </message>
    <message>
        <source>The four fingers side by side, flat on the glass; the thumb beside it</source>
        <translation>Empat jari berdampingan, rata di kaca; ibu jari di luar kaca</translation>
    </message>
    <message>
        <source>{found} fingers instead of {asked}</source>
        <translation>{found} jari, seharusnya {asked}</translation>
    </message>
    <message>
        <source>F6 takes the slap again; used as it is, the other fingers are taken one by one.</source>
        <translation>F6 mengambil lagi; jika dipakai, jari lainnya diambil satu per satu.</translation>
    </message>
    <message>
        <source>They cannot be told apart. F6 takes the slap again; F7 records who lacks a finger.</source>
        <translation>Jari tidak dapat dibedakan. F6 mengambil lagi; F7 mencatat jari yang tidak ada.</translation>
    </message>
    <message>
        <source>This looks like the other hand. Ask for the right one and press F6.</source>
        <translation>Tampaknya tangan yang lain. Minta tangan yang benar, lalu tekan F6.</translation>
    </message>
    <message>
        <source>Below the threshold: {fingers}. The best attempt is chosen.</source>
        <translation>Di bawah ambang: {fingers}. Percobaan terbaik dipilih.</translation>
    </message>
    <message>
        <source>The scanner takes the fingers by itself as soon as they lie well.</source>
        <translation>Pemindai mengambil sendiri begitu jari-jari berada pada posisi yang baik.</translation>
    </message>
    <message>
        <source>Capture is paused. Record with a reason, or press F7 to go on.</source>
        <translation>Pengambilan dijeda. Catat dengan alasan, atau tekan F7 untuk melanjutkan.</translation>
    </message>
    <message>
        <source>Cannot be taken</source>
        <translation>Tidak dapat diambil</translation>
    </message>
    <message>
        <source>No finger</source>
        <translation>Tanpa jari</translation>
    </message>
    <message>
        <source>Several at once</source>
        <translation>Beberapa sekaligus</translation>
    </message>
    <message>
        <source>One finger</source>
        <translation>Satu jari</translation>
    </message>
    <message>
        <source>Take it now</source>
        <translation>Ambil sekarang</translation>
    </message>
    <message>
        <source>Several at once, right hand first; three attempts each, the best one counts.</source>
        <translation>Beberapa jari sekaligus, tangan kanan dahulu; tiga percobaan, yang terbaik dipakai.</translation>
    </message>
    <message>
        <source>One finger at a time on the scanner, right hand first; three attempts each, the best one counts.</source>
        <translation>Satu jari setiap kali, tangan kanan lebih dahulu; tiga percobaan per jari, yang terbaik dipakai.</translation>
    </message>
    <message>
        <source>Cancel visit</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Veto</source>
        <translation>Putusan petugas</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Dari awal</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Ulangi</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Pakai</translation>
    </message>
</context>
<context>
    <name>Front</name>
    <message>
        <source>Locking in {seconds} s. The visit is kept.</source>
        <translation>Terkunci dalam {seconds} dtk. Pemeriksaan disimpan.</translation>
    </message>
</context>
<context>
    <name>GateWords</name>
    <message>
        <source>Pose</source>
        <translation>Pose</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>Mulut</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>Mata</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Latar</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Jarak</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Cahaya</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Ketajaman</translation>
    </message>
    <message>
        <source>correct: {what}</source>
        <translation>perbaiki: {what}</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>sesuai</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Biometric Station</source>
        <translation>Stasiun Biometrik</translation>
    </message>
    <message>
        <source>Fingerprint scanner</source>
        <translation>Pemindai sidik jari</translation>
    </message>
    <message>
        <source>Face camera</source>
        <translation>Kamera wajah</translation>
    </message>
    <message>
        <source>Alarm on {day}: {key}, then {errors}</source>
        <translation>Peringatan pada {day}: {key}, lalu {errors}</translation>
    </message>
    <message>
        <source>Weekly look</source>
        <translation>Pemeriksaan diri mingguan</translation>
    </message>
    <message>
        <source>Alarm on {day}</source>
        <translation>Peringatan pada {day}</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>Disk penuh</translation>
    </message>
    <message>
        <source>Offline · {count} waiting</source>
        <translation>Luring · {count} antre</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} antre</translation>
    </message>
    <message>
        <source>All sent</source>
        <translation>Terkirim semua</translation>
    </message>
    <message>
        <source>Something is missing here</source>
        <translation>Ada kiriman yang hilang</translation>
    </message>
    <message>
        <source>Central: {receipted} of {stored} receipted</source>
        <translation>Pusat: {receipted} dari {stored} diterima</translation>
    </message>
    <message>
        <source>last {time}</source>
        <translation>akhir {time}</translation>
    </message>
    <message>
        <source>Central database</source>
        <translation>Basis data pusat</translation>
    </message>
    <message>
        <source>Not admitted · {count} waiting</source>
        <translation>Tidak diterima · {count} menunggu</translation>
    </message>
    <message>
        <source>Certificate has ended · {count} waiting</source>
        <translation>Sertifikat berakhir · {count} menunggu</translation>
    </message>
</context>
<context>
    <name>HelpCard</name>
    <message>
        <source>Keys of this page</source>
        <translation>Tombol halaman ini</translation>
    </message>
    <message>
        <source>On every page</source>
        <translation>Di setiap halaman</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Tutup</translation>
    </message>
    <message>
        <source>From the guide</source>
        <translation>Dari panduan</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>What happened before</source>
        <translation>Yang terjadi sebelumnya</translation>
    </message>
    <message>
        <source>Ruled before: {ruling}, {supervisor}, {when}</source>
        <translation>Putusan sebelumnya: {ruling}, {supervisor}, {when}</translation>
    </message>
    <message>
        <source>Opened again: {why}</source>
        <translation>Dibuka kembali: {why}</translation>
    </message>
    <message>
        <source>Escalated: {why}</source>
        <translation>Dieskalasi: {why}</translation>
    </message>
</context>
<context>
    <name>InspectPanel</name>
    <message>
        <source>What you see, in a few words</source>
        <translation>Yang Anda lihat, secara singkat</translation>
    </message>
    <message>
        <source>Note on the inspection</source>
        <translation>Catatan pemeriksaan</translation>
    </message>
    <message>
        <source>{modality}: no match. What do you see?</source>
        <translation>{modality}: tidak cocok. Apa yang Anda lihat?</translation>
    </message>
    <message>
        <source>{modality}: match. Is it wrong?</source>
        <translation>{modality}: cocok. Apakah keliru?</translation>
    </message>
</context>
<context>
    <name>InterruptedCard</name>
    <message>
        <source>Interrupted visit</source>
        <translation>Pemeriksaan yang terputus</translation>
    </message>
    <message>
        <source>No document yet</source>
        <translation>Belum ada dokumen</translation>
    </message>
    <message>
        <source>Opened {time} by {officer}</source>
        <translation>Dimulai {time} oleh {officer}</translation>
    </message>
    <message>
        <source>Face taken</source>
        <translation>Wajah sudah diambil</translation>
    </message>
    <message>
        <source>Face not taken</source>
        <translation>Wajah belum diambil</translation>
    </message>
    <message>
        <source>Fingers taken: {count}</source>
        <translation>Jari yang sudah diambil: {count}</translation>
    </message>
    <message>
        <source>Document read</source>
        <translation>Dokumen sudah dibaca</translation>
    </message>
    <message>
        <source>Document not read</source>
        <translation>Dokumen belum dibaca</translation>
    </message>
    <message>
        <source>A case belongs to it: {reasons}</source>
        <translation>Ada kasus pada pemeriksaan ini: {reasons}</translation>
    </message>
</context>
<context>
    <name>KeptPapers</name>
    <message>
        <source>Document as it was read</source>
        <translation>Dokumen saat dibaca</translation>
    </message>
    <message>
        <source>Page as photographed</source>
        <translation>Halaman sebagaimana difoto</translation>
    </message>
    <message>
        <source>Opening the record …</source>
        <translation>Membuka data …</translation>
    </message>
    <message>
        <source>Choose a crossing with the arrow keys.</source>
        <translation>Pilih perlintasan dengan tombol panah.</translation>
    </message>
    <message>
        <source>This record keeps no page, no chip and no seal.</source>
        <translation>Data ini tidak menyimpan halaman, cip, atau segel.</translation>
    </message>
    <message>
        <source>page</source>
        <translation>halaman</translation>
    </message>
    <message>
        <source>chip ({files})</source>
        <translation>cip ({files})</translation>
    </message>
    <message>
        <source>chip, not read</source>
        <translation>cip, tidak terbaca</translation>
    </message>
    <message>
        <source>seals: {count}</source>
        <translation>segel: {count}</translation>
    </message>
    <message>
        <source>Kept in the sealed record: {parts}.</source>
        <translation>Tersimpan dalam data tersegel: {parts}.</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Show or hide the keys and the guide</source>
        <translation>Tampilkan atau sembunyikan tombol dan panduan</translation>
    </message>
    <message>
        <source>Menu: language, theme, text size, leaving</source>
        <translation>Menu: bahasa, tema, ukuran teks, keluar</translation>
    </message>
    <message>
        <source>Search past travellers</source>
        <translation>Cari pelintas terdahulu</translation>
    </message>
    <message>
        <source>Stays: who is in the country, and until when</source>
        <translation>Izin tinggal: siapa yang berada di dalam negeri, dan sampai kapan</translation>
    </message>
    <message>
        <source>Figures: this shift, service, arrivals, errors</source>
        <translation>Angka: giliran ini, layanan, kedatangan, galat</translation>
    </message>
    <message>
        <source>This shift, counter by counter</source>
        <translation>Giliran ini, per loket</translation>
    </message>
    <message>
        <source>The measures of service</source>
        <translation>Ukuran layanan</translation>
    </message>
    <message>
        <source>Arrivals, and what is expected</source>
        <translation>Kedatangan dan perkiraannya</translation>
    </message>
    <message>
        <source>What the station found of itself</source>
        <translation>Penilaian stasiun atas dirinya</translation>
    </message>
    <message>
        <source>Save the chart or its table</source>
        <translation>Simpan grafik atau tabelnya</translation>
    </message>
    <message>
        <source>Stays past their last day</source>
        <translation>Izin tinggal yang sudah lewat</translation>
    </message>
    <message>
        <source>Stays that end within a week</source>
        <translation>Izin tinggal yang berakhir dalam seminggu</translation>
    </message>
    <message>
        <source>Everybody who is in the country</source>
        <translation>Semua yang berada di dalam negeri</translation>
    </message>
    <message>
        <source>Crossings whose other half is missing</source>
        <translation>Perlintasan yang pasangannya tidak tercatat</translation>
    </message>
    <message>
        <source>Tour of the demonstration</source>
        <translation>Tur demonstrasi</translation>
    </message>
    <message>
        <source>Photograph the document page</source>
        <translation>Potret halaman dokumen</translation>
    </message>
    <message>
        <source>Confirm that the name agrees with the document</source>
        <translation>Konfirmasi bahwa nama sesuai dengan dokumen</translation>
    </message>
    <message>
        <source>Enter the document by hand</source>
        <translation>Isi data dokumen secara manual</translation>
    </message>
    <message>
        <source>Read the chip once more</source>
        <translation>Baca cip sekali lagi</translation>
    </message>
    <message>
        <source>Call the supervisor</source>
        <translation>Hubungi penyelia</translation>
    </message>
    <message>
        <source>A supervisor rules at this counter</source>
        <translation>Penyelia memutuskan di loket ini</translation>
    </message>
    <message>
        <source>Set this visit aside until a supervisor has ruled</source>
        <translation>Tunda pemeriksaan ini sampai penyelia memutuskan</translation>
    </message>
    <message>
        <source>Show the visits that were set aside</source>
        <translation>Tampilkan pemeriksaan yang ditunda</translation>
    </message>
    <message>
        <source>Print the traveller&apos;s slip</source>
        <translation>Cetak slip pelintas</translation>
    </message>
    <message>
        <source>Capture now</source>
        <translation>Ambil sekarang</translation>
    </message>
    <message>
        <source>Capture again</source>
        <translation>Ambil lagi</translation>
    </message>
    <message>
        <source>Record a finger that cannot be captured</source>
        <translation>Catat jari yang tidak dapat diambil</translation>
    </message>
    <message>
        <source>Record that no finger, or no further one, can be taken</source>
        <translation>Catat bahwa tidak ada jari, atau tidak ada jari lagi, yang dapat diambil</translation>
    </message>
    <message>
        <source>Decide against the quality gate, with a reason</source>
        <translation>Putuskan lain dari pemeriksaan mutu, dengan alasan</translation>
    </message>
    <message>
        <source>Ask the traveller to turn the head</source>
        <translation>Minta pelintas menoleh</translation>
    </message>
    <message>
        <source>Start all fingers again</source>
        <translation>Mulai ulang semua jari</translation>
    </message>
    <message>
        <source>One finger after the other, or several at once</source>
        <translation>Satu jari berurutan, atau beberapa sekaligus</translation>
    </message>
    <message>
        <source>Run the self-test of the chosen device</source>
        <translation>Jalankan uji mandiri perangkat terpilih</translation>
    </message>
    <message>
        <source>Start or go on with the calibration, or measure the camera</source>
        <translation>Mulai atau lanjutkan kalibrasi, atau ukur kamera</translation>
    </message>
    <message>
        <source>Read the list again</source>
        <translation>Baca ulang daftar</translation>
    </message>
    <message>
        <source>Save the calibration certificate as PDF</source>
        <translation>Simpan sertifikat kalibrasi sebagai PDF</translation>
    </message>
    <message>
        <source>Save the report of the self-test</source>
        <translation>Simpan laporan uji mandiri</translation>
    </message>
    <message>
        <source>Save the camera&apos;s chart to print</source>
        <translation>Simpan bagan kamera untuk dicetak</translation>
    </message>
    <message>
        <source>Print the report of the self-test</source>
        <translation>Cetak laporan uji mandiri</translation>
    </message>
    <message>
        <source>Verify the audit log, or stop that</source>
        <translation>Periksa log audit, atau hentikan</translation>
    </message>
    <message>
        <source>Save the chosen entries as a file</source>
        <translation>Simpan entri terpilih sebagai berkas</translation>
    </message>
    <message>
        <source>Save the proof of one entry</source>
        <translation>Simpan bukti satu entri</translation>
    </message>
    <message>
        <source>Save a checkpoint of the log</source>
        <translation>Simpan titik periksa log</translation>
    </message>
    <message>
        <source>Choose a checkpoint of the central database</source>
        <translation>Pilih titik periksa basis data pusat</translation>
    </message>
    <message>
        <source>Newer entries</source>
        <translation>Entri lebih baru</translation>
    </message>
    <message>
        <source>Older entries</source>
        <translation>Entri lebih lama</translation>
    </message>
    <message>
        <source>Administrator: officers</source>
        <translation>Administrator: petugas</translation>
    </message>
    <message>
        <source>Administrator: the station</source>
        <translation>Administrator: stasiun</translation>
    </message>
    <message>
        <source>Administrator: travellers&apos; rights</source>
        <translation>Administrator: hak pelintas</translation>
    </message>
    <message>
        <source>Administrator: the states&apos; lists</source>
        <translation>Administrator: daftar negara</translation>
    </message>
    <message>
        <source>Add an officer</source>
        <translation>Tambah petugas</translation>
    </message>
    <message>
        <source>Make a backup now</source>
        <translation>Buat cadangan sekarang</translation>
    </message>
    <message>
        <source>Rehearse a restore</source>
        <translation>Uji pemulihan</translation>
    </message>
    <message>
        <source>Search a person</source>
        <translation>Cari orang</translation>
    </message>
    <message>
        <source>Export what is kept of a person</source>
        <translation>Ekspor data seseorang</translation>
    </message>
    <message>
        <source>Erase a person&apos;s records</source>
        <translation>Hapus data perlintasan seseorang</translation>
    </message>
    <message>
        <source>Larger picture</source>
        <translation>Gambar lebih besar</translation>
    </message>
    <message>
        <source>Smaller picture</source>
        <translation>Gambar lebih kecil</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Seluruh gambar</translation>
    </message>
    <message>
        <source>Move both pictures together, or one alone</source>
        <translation>Geser kedua gambar bersama, atau satu saja</translation>
    </message>
    <message>
        <source>Lay one picture on the other</source>
        <translation>Tumpuk kedua gambar</translation>
    </message>
    <message>
        <source>Show one picture after the other</source>
        <translation>Tampilkan gambar bergantian</translation>
    </message>
    <message>
        <source>Dark for light</source>
        <translation>Tukar gelap dan terang</translation>
    </message>
    <message>
        <source>More contrast</source>
        <translation>Kontras lebih tinggi</translation>
    </message>
    <message>
        <source>Mirror the picture on record</source>
        <translation>Cerminkan gambar data perlintasan</translation>
    </message>
    <message>
        <source>Show or hide minutiae and lines</source>
        <translation>Tampilkan atau sembunyikan minutia dan garis</translation>
    </message>
    <message>
        <source>Compare the faces</source>
        <translation>Bandingkan wajah</translation>
    </message>
    <message>
        <source>The next finger</source>
        <translation>Jari berikutnya</translation>
    </message>
    <message>
        <source>The finger before</source>
        <translation>Jari sebelumnya</translation>
    </message>
    <message>
        <source>Table of words for odds</source>
        <translation>Tabel istilah tingkat dukungan</translation>
    </message>
    <message>
        <source>This feature agrees</source>
        <translation>Ciri ini sesuai</translation>
    </message>
    <message>
        <source>This feature differs</source>
        <translation>Ciri ini berbeda</translation>
    </message>
    <message>
        <source>This feature is not seen</source>
        <translation>Ciri ini tidak terlihat</translation>
    </message>
    <message>
        <source>Cases that wait, or that were ruled</source>
        <translation>Kasus yang menunggu, atau yang sudah diputuskan</translation>
    </message>
    <message>
        <source>Put the case back into the queue</source>
        <translation>Kembalikan kasus ke antrean</translation>
    </message>
    <message>
        <source>Hand the case over to a colleague</source>
        <translation>Serahkan kasus kepada rekan</translation>
    </message>
    <message>
        <source>Escalate the case, with a reason</source>
        <translation>Eskalasikan kasus, dengan alasan</translation>
    </message>
    <message>
        <source>Open a ruled case again, with a reason</source>
        <translation>Buka kembali kasus yang diputuskan, dengan alasan</translation>
    </message>
    <message>
        <source>Take apart what a ruling linked, with a reason</source>
        <translation>Pisahkan yang dihubungkan oleh putusan, dengan alasan</translation>
    </message>
    <message>
        <source>First choice: admit, or same person</source>
        <translation>Pilihan pertama: beri izin masuk, atau orang yang sama</translation>
    </message>
    <message>
        <source>Second choice: refer, or different people</source>
        <translation>Pilihan kedua: rujuk, atau orang berbeda</translation>
    </message>
    <message>
        <source>Third choice: refuse, or refer to second inspection</source>
        <translation>Pilihan ketiga: tolak masuk, atau rujuk ke pemeriksaan lanjutan</translation>
    </message>
    <message>
        <source>Fourth choice</source>
        <translation>Pilihan keempat</translation>
    </message>
    <message>
        <source>Fifth choice</source>
        <translation>Pilihan kelima</translation>
    </message>
    <message>
        <source>Go on to the next step</source>
        <translation>Lanjut ke langkah berikutnya</translation>
    </message>
    <message>
        <source>Go back one step</source>
        <translation>Kembali satu langkah</translation>
    </message>
    <message>
        <source>Leave this step for a later day</source>
        <translation>Tunda langkah ini ke hari lain</translation>
    </message>
    <message>
        <source>Cancel this visit, or stop what is going on</source>
        <translation>Batalkan pemeriksaan ini, atau hentikan yang sedang berjalan</translation>
    </message>
    <message>
        <source>Switch between Indonesian and English</source>
        <translation>Ganti antara bahasa Indonesia dan Inggris</translation>
    </message>
    <message>
        <source>Light, dark or high contrast</source>
        <translation>Terang, gelap, atau kontras tinggi</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Perbesar teks</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Perkecil teks</translation>
    </message>
    <message>
        <source>Lock the screen and keep the visit</source>
        <translation>Kunci layar dan simpan pemeriksaan</translation>
    </message>
    <message>
        <source>Sign out and hand over</source>
        <translation>Keluar dan serah terima</translation>
    </message>
</context>
<context>
    <name>LeaveScreen</name>
    <message>
        <source>Why does this visit end?</source>
        <translation>Mengapa pemeriksaan ini dihentikan?</translation>
    </message>
    <message>
        <source>A case belongs to this visit: it is sealed with its evidence as abandoned.</source>
        <translation>Ada kasus pada pemeriksaan ini: disegel beserta buktinya sebagai dihentikan.</translation>
    </message>
    <message>
        <source>Pictures and fingers of this visit are erased. Only the reason is kept.</source>
        <translation>Citra dan sidik jari pemeriksaan ini dihapus. Hanya alasannya yang disimpan.</translation>
    </message>
    <message>
        <source>Ending the visit …</source>
        <translation>Menghentikan pemeriksaan …</translation>
    </message>
    <message>
        <source>Choose the reason with 1 to 5, or go back to the visit.</source>
        <translation>Pilih alasan dengan 1 sampai 5, atau kembali ke pemeriksaan.</translation>
    </message>
    <message>
        <source>The visit ends without a decision.</source>
        <translation>Pemeriksaan berakhir tanpa keputusan.</translation>
    </message>
    <message>
        <source>Leave this visit?</source>
        <translation>Hentikan pemeriksaan ini?</translation>
    </message>
    <message>
        <source>The traveller is neither admitted nor refused.</source>
        <translation>Pelintas tidak diberi izin masuk dan tidak ditolak.</translation>
    </message>
    <message>
        <source>Back to the visit</source>
        <translation>Kembali ke pemeriksaan</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>Hentikan pemeriksaan</translation>
    </message>
</context>
<context>
    <name>LinkPanel</name>
    <message>
        <source>Linked by a ruling</source>
        <translation>Dihubungkan oleh putusan</translation>
    </message>
    <message>
        <source>Why these are different people</source>
        <translation>Alasan bahwa ini orang yang berbeda</translation>
    </message>
    <message>
        <source>Note for the record</source>
        <translation>Catatan untuk data perlintasan</translation>
    </message>
    <message>
        <source>{supervisor} ruled on {day} that it is the same person: {reason}. Linked by it: {count}.</source>
        <translation>{supervisor} memutuskan pada {day} bahwa ini orang yang sama: {reason}. Dihubungkan olehnya: {count}.</translation>
    </message>
    <message>
        <source>This case is open again and waits for an opinion.</source>
        <translation>Kasus ini dibuka lagi dan menunggu pendapat.</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Pilih …</translation>
    </message>
</context>
<context>
    <name>ListedPerson</name>
    <message>
        <source>This traveller</source>
        <translation>Pelintas ini</translation>
    </message>
    <message>
        <source>On the list</source>
        <translation>Dalam daftar</translation>
    </message>
    <message>
        <source>Evidence in bits: {parts}</source>
        <translation>Bukti dalam bit: {parts}</translation>
    </message>
    <message>
        <source>Why alike: {reasons}</source>
        <translation>Alasan mirip: {reasons}</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>taken now</source>
        <translation>diambil sekarang</translation>
    </message>
    <message>
        <source>face listed</source>
        <translation>ada wajah</translation>
    </message>
    <message>
        <source>no face</source>
        <translation>tanpa wajah</translation>
    </message>
</context>
<context>
    <name>ListedStays</name>
    <message>
        <source>Stays of the list</source>
        <translation>Izin tinggal dalam daftar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>Kebangsaan</translation>
    </message>
    <message>
        <source>Visa class</source>
        <translation>Indeks visa</translation>
    </message>
    <message>
        <source>Came, left</source>
        <translation>Masuk, keluar</translation>
    </message>
    <message>
        <source>May stay until</source>
        <translation>Izin tinggal s.d.</translation>
    </message>
</context>
<context>
    <name>LogFilter</name>
    <message>
        <source>Entries</source>
        <translation>Entri</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Hari pertama</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Hari terakhir</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Siapa</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Tindakan</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Teks</translation>
    </message>
    <message>
        <source>Any text</source>
        <translation>Teks apa pun</translation>
    </message>
    <message>
        <source>By visit</source>
        <translation>Per pemeriksaan</translation>
    </message>
    <message>
        <source>Show these</source>
        <translation>Tampilkan</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Tampilkan semua</translation>
    </message>
    <message>
        <source>This log names no traveller; it shows people, visits and cases by their id.</source>
        <translation>Log ini tidak memuat nama pelintas; orang, perlintasan, dan kasus tercatat dengan id.</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Semua orang</translation>
    </message>
    <message>
        <source>Every act</source>
        <translation>Semua tindakan</translation>
    </message>
</context>
<context>
    <name>LogInScreen</name>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>Six digits of the authenticator</source>
        <translation>Enam angka autentikator</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Kata sandi baru</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>Kata sandi baru sekali lagi</translation>
    </message>
    <message>
        <source>{officer}: your first password ends here.</source>
        <translation>{officer}: kata sandi pertama Anda berakhir di sini.</translation>
    </message>
    <message>
        <source>Second factor</source>
        <translation>Faktor kedua</translation>
    </message>
    <message>
        <source>{officer}: the password is right.</source>
        <translation>{officer}: kata sandi benar.</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Penyelia</translation>
    </message>
    <message>
        <source>Your own name; the ruling stands under it. The officer&apos;s visit stays open.</source>
        <translation>Masuk dengan nama sendiri; keputusan dicatat atas nama itu. Pemeriksaan petugas tetap terbuka.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Terkunci</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Masuk</translation>
    </message>
    <message>
        <source>You are signed in. Devices and records are still being opened; your page comes by itself.</source>
        <translation>Anda sudah masuk. Perangkat dan data masih dibuka; halaman Anda akan muncul sendiri.</translation>
    </message>
    <message>
        <source>You are signed in. Your page is being opened …</source>
        <translation>Anda sudah masuk. Halaman Anda sedang dibuka …</translation>
    </message>
    <message>
        <source>The station is opening its records and devices. You can sign in meanwhile.</source>
        <translation>Stasiun sedang membuka data dan perangkatnya. Sementara itu Anda sudah dapat masuk.</translation>
    </message>
    <message>
        <source>Opening devices and records …</source>
        <translation>Membuka perangkat dan data …</translation>
    </message>
    <message>
        <source>Waiting for the records …</source>
        <translation>Menunggu data …</translation>
    </message>
    <message>
        <source>Finger again</source>
        <translation>Jari lagi</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Sign in as officer, supervisor, technician, administrator or auditor; the password is {password}.</source>
        <translation>Masuk sebagai officer, supervisor, technician, administrator, atau auditor; kata sandinya {password}.</translation>
    </message>
    <message>
        <source>The visit of {officer} is kept. Sign in to go on, or let a colleague take over.</source>
        <translation>Pemeriksaan {officer} disimpan. Masuk untuk melanjutkan, atau biarkan rekan mengambil alih.</translation>
    </message>
    <message>
        <source>Every act at this station is recorded under your name.</source>
        <translation>Setiap tindakan di stasiun ini dicatat atas nama Anda.</translation>
    </message>
    <message>
        <source>The devices are being made ready; the scanner lights up when it waits for your finger …</source>
        <translation>Perangkat sedang disiapkan; pemindai menyala saat menunggu jari Anda …</translation>
    </message>
    <message>
        <source>The scanner has stopped. Press Enter to try your finger again.</source>
        <translation>Pemindai berhenti. Tekan Enter untuk mencoba jari Anda lagi.</translation>
    </message>
    <message>
        <source>Your finger on the scanner, or the six digits and Enter.</source>
        <translation>Letakkan jari Anda pada pemindai, atau ketik enam angka lalu Enter.</translation>
    </message>
    <message>
        <source>Your finger on the scanner; Esc goes back.</source>
        <translation>Letakkan jari Anda pada pemindai; Esc untuk kembali.</translation>
    </message>
    <message>
        <source>Checking the password …</source>
        <translation>Memeriksa kata sandi …</translation>
    </message>
    <message>
        <source>F1 shows every key.</source>
        <translation>F1 menampilkan semua tombol.</translation>
    </message>
    <message>
        <source>Your own finger is asked for once the new password is sent.</source>
        <translation>Jari Anda sendiri diminta setelah kata sandi baru dikirim.</translation>
    </message>
</context>
<context>
    <name>LogTable</name>
    <message>
        <source>Entries of the audit log</source>
        <translation>Entri log audit</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Rincian</translation>
    </message>
    <message>
        <source>When and who</source>
        <translation>Kapan dan siapa</translation>
    </message>
    <message>
        <source>Act, and about what</source>
        <translation>Tindakan dan pokoknya</translation>
    </message>
    <message>
        <source>Visit {id}</source>
        <translation>Pemeriksaan {id}</translation>
    </message>
    <message>
        <source>About {id}</source>
        <translation>Tentang {id}</translation>
    </message>
    <message>
        <source>{count} entries</source>
        <translation>{count} entri</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>Tidak terbaca</translation>
    </message>
</context>
<context>
    <name>ManualScreen</name>
    <message>
        <source>What stands in the document</source>
        <translation>Yang tertulis dalam dokumen</translation>
    </message>
    <message>
        <source>Why it is entered by hand</source>
        <translation>Alasan pengisian manual</translation>
    </message>
    <message>
        <source>{field} (empty if it is missing)</source>
        <translation>{field} (kosongkan bila tidak ada)</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Pilih …</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>tidak disebutkan</translation>
    </message>
    <message>
        <source>female</source>
        <translation>perempuan</translation>
    </message>
    <message>
        <source>male</source>
        <translation>laki-laki</translation>
    </message>
    <message>
        <source>Say first why the document is not read.</source>
        <translation>Sebutkan dahulu alasan dokumen tidak dibaca.</translation>
    </message>
    <message>
        <source>Reason, and what is missing, stay in the record.</source>
        <translation>Alasan dan data yang tidak ada tersimpan dalam data perlintasan.</translation>
    </message>
    <message>
        <source>Document by hand</source>
        <translation>Pengisian dokumen manual</translation>
    </message>
    <message>
        <source>Only where neither reader nor camera can read it. A scan that comes meanwhile replaces all this.</source>
        <translation>Hanya bila alat pembaca dan kamera tidak dapat membacanya. Hasil pindai yang masuk akan menggantikan semua isian ini.</translation>
    </message>
    <message>
        <source>Back to the document</source>
        <translation>Kembali ke dokumen</translation>
    </message>
    <message>
        <source>Use what was entered</source>
        <translation>Pakai isian ini</translation>
    </message>
</context>
<context>
    <name>MayDo</name>
    <message>
        <source>What you may do</source>
        <translation>Yang boleh dilakukan</translation>
    </message>
    <message>
        <source>Keep the traveller and the document at the counter</source>
        <translation>Tahan pelintas dan dokumennya di loket</translation>
    </message>
    <message>
        <source>Ask for another document or the ticket</source>
        <translation>Minta dokumen lain atau tiket</translation>
    </message>
    <message>
        <source>Do not decide, and do not say why they wait</source>
        <translation>Jangan memutuskan, dan jangan beri tahu alasan menunggu</translation>
    </message>
</context>
<context>
    <name>MeasurementTable</name>
    <message>
        <source>Quantity</source>
        <translation>Besaran</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Nilai</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Batas</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Hasil</translation>
    </message>
    <message>
        <source>Measured values</source>
        <translation>Nilai terukur</translation>
    </message>
    <message>
        <source>* a limit of this project; none is published</source>
        <translation>* batas proyek ini; tidak ada yang diterbitkan</translation>
    </message>
</context>
<context>
    <name>MissingPanel</name>
    <message>
        <source>A finger that cannot be captured</source>
        <translation>Jari yang tidak dapat diambil</translation>
    </message>
    <message>
        <source>Choose the reason</source>
        <translation>Pilih alasannya</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Catat</translation>
    </message>
    <message>
        <source>Capture is paused. F7 goes on without recording; Restart (F9) takes it back.</source>
        <translation>Pengambilan dijeda. F7 melanjutkan tanpa mencatat; Mulai ulang (F9) membatalkannya.</translation>
    </message>
    <message>
        <source>All remaining fingers</source>
        <translation>Semua jari yang tersisa</translation>
    </message>
    <message>
        <source>Finger</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
</context>
<context>
    <name>NewOfficer</name>
    <message>
        <source>Sign-in name</source>
        <translation>Nama masuk</translation>
    </message>
    <message>
        <source>Name that others see</source>
        <translation>Nama yang dilihat orang lain</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Peran</translation>
    </message>
    <message>
        <source>A temporary password is made and shown once; it is changed at the first sign-in.</source>
        <translation>Kata sandi sementara dibuat dan ditampilkan sekali; diganti saat pertama kali masuk.</translation>
    </message>
    <message>
        <source>Add this officer</source>
        <translation>Tambahkan petugas ini</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>Privacy notice</source>
        <translation>Privasi</translation>
    </message>
    <message>
        <source>Shown to the traveller</source>
        <translation>Sudah ditunjukkan kepada pelintas</translation>
    </message>
    <message>
        <source>Language of the notice</source>
        <translation>Bahasa pemberitahuan</translation>
    </message>
</context>
<context>
    <name>NumberEntry</name>
    <message>
        <source>Card access number</source>
        <translation>Nomor akses kartu</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Buka</translation>
    </message>
    <message>
        <source>Open the chip with the card access number</source>
        <translation>Buka cip dengan nomor akses kartu</translation>
    </message>
    <message>
        <source>Card access number · tries left: {count}</source>
        <translation>Nomor akses kartu · sisa percobaan: {count}</translation>
    </message>
</context>
<context>
    <name>OddsCard</name>
    <message>
        <source>All together</source>
        <translation>Secara keseluruhan</translation>
    </message>
    <message>
        <source>Where the total stands</source>
        <translation>Posisi skor keseluruhan</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabel</translation>
    </message>
    <message>
        <source>Words for odds</source>
        <translation>Istilah tingkat dukungan</translation>
    </message>
    <message>
        <source>Times more probable</source>
        <translation>Berapa kali lebih mungkin</translation>
    </message>
    <message>
        <source>Support</source>
        <translation>Dukungan</translation>
    </message>
    <message>
        <source>ENFSI, Guideline for Evaluative Reporting in Forensic Science, 2015. Below 1 the same words hold for two people.</source>
        <translation>ENFSI, Guideline for Evaluative Reporting in Forensic Science, 2015. Di bawah 1, istilah yang sama berlaku untuk dua orang.</translation>
    </message>
    <message>
        <source>two people</source>
        <translation>dua orang</translation>
    </message>
    <message>
        <source>one person</source>
        <translation>satu orang</translation>
    </message>
    <message>
        <source>Nothing of both sides can be compared.</source>
        <translation>Tidak ada yang dapat dibandingkan dari kedua sisi.</translation>
    </message>
    <message>
        <source>The threshold is {rate}.</source>
        <translation>Ambangnya {rate}.</translation>
    </message>
    <message>
        <source>Rests on {impostors} comparisons of two people and {genuine} of one.</source>
        <translation>Berdasarkan {impostors} perbandingan dua orang dan {genuine} perbandingan satu orang.</translation>
    </message>
    <message>
        <source>The findings are at least {times} times more probable if this is one person than if there are two.</source>
        <translation>Temuan ini setidaknya {times} kali lebih mungkin jika ini satu orang daripada dua orang.</translation>
    </message>
    <message>
        <source>The findings are {times} times more probable if this is one person than if there are two.</source>
        <translation>Temuan ini {times} kali lebih mungkin jika ini satu orang daripada dua orang.</translation>
    </message>
    <message>
        <source>The findings are at least {times} times more probable if there are two people than if this is one.</source>
        <translation>Temuan ini setidaknya {times} kali lebih mungkin jika ini dua orang daripada satu orang.</translation>
    </message>
    <message>
        <source>The findings are {times} times more probable if there are two people than if this is one.</source>
        <translation>Temuan ini {times} kali lebih mungkin jika ini dua orang daripada satu orang.</translation>
    </message>
</context>
<context>
    <name>OfficerTable</name>
    <message>
        <source>Officers</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Akun</translation>
    </message>
    <message>
        <source>Second factor</source>
        <translation>Faktor kedua</translation>
    </message>
    <message>
        <source>Last sign-in</source>
        <translation>Terakhir masuk</translation>
    </message>
    <message>
        <source>never</source>
        <translation>belum pernah</translation>
    </message>
    <message>
        <source>required</source>
        <translation>wajib</translation>
    </message>
    <message>
        <source>none</source>
        <translation>tidak ada</translation>
    </message>
</context>
<context>
    <name>OfficersScreen</name>
    <message>
        <source>Officers</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Peran</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Akun</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>Second factor</source>
        <translation>Faktor kedua</translation>
    </message>
    <message>
        <source>End the lock-out</source>
        <translation>Akhiri penguncian</translation>
    </message>
    <message>
        <source>Temporary password</source>
        <translation>Kata sandi sementara</translation>
    </message>
    <message>
        <source>New authenticator</source>
        <translation>Autentikator baru</translation>
    </message>
    <message>
        <source>Take this finger</source>
        <translation>Ambil jari ini</translation>
    </message>
    <message>
        <source>Remove second factor</source>
        <translation>Hapus faktor kedua</translation>
    </message>
    <message>
        <source>Finger for signing in</source>
        <translation>Jari untuk masuk</translation>
    </message>
    <message>
        <source>New officer</source>
        <translation>Petugas baru</translation>
    </message>
    <message>
        <source>Officer</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Your account</source>
        <translation>Akun Anda</translation>
    </message>
    <message>
        <source>Close account</source>
        <translation>Tutup akun</translation>
    </message>
    <message>
        <source>Open account</source>
        <translation>Buka akun</translation>
    </message>
    <message>
        <source>{state} until {time}</source>
        <translation>{state} sampai {time}</translation>
    </message>
    <message>
        <source>The devices are being made ready …</source>
        <translation>Perangkat sedang disiapkan …</translation>
    </message>
    <message>
        <source>{hint}. The finger is taken twice; Esc stops.</source>
        <translation>{hint}. Jari diambil dua kali; Esc menghentikan.</translation>
    </message>
    <message>
        <source>The account of {officer} is changed, and the log says so.</source>
        <translation>Akun {officer} diubah dan tercatat di log.</translation>
    </message>
    <message>
        <source>Your own account is changed by another administrator.</source>
        <translation>Akun Anda diubah oleh administrator lain.</translation>
    </message>
    <message>
        <source>Choose an officer in the list; Ctrl+N adds one.</source>
        <translation>Pilih petugas dari daftar; Ctrl+N menambah.</translation>
    </message>
    <message>
        <source>Esc hides what is shown once.</source>
        <translation>Esc menyembunyikan yang ditampilkan sekali.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Hentikan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Who may sign in at this station, and how.</source>
        <translation>Siapa yang boleh masuk di stasiun ini, dan caranya.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
    <message>
        <source>Add an officer</source>
        <translation>Tambah petugas</translation>
    </message>
</context>
<context>
    <name>PairView</name>
    <message>
        <source>{count} more pairs outside</source>
        <translation>{count} pasangan lain di luar</translation>
    </message>
    <message>
        <source>5 mm</source>
        <translation>5 mm</translation>
    </message>
    <message>
        <source>{joined} joined, {live} marks at the counter, {record} on record</source>
        <translation>{joined} terhubung, {live} tanda di loket, {record} pada data perlintasan</translation>
    </message>
</context>
<context>
    <name>PaperCard</name>
    <message>
        <source>Differences on paper</source>
        <translation>Perbedaan data</translation>
    </message>
    <message>
        <source>none</source>
        <translation>tidak ada</translation>
    </message>
    <message>
        <source>Agree: {fields}</source>
        <translation>Sama: {fields}</translation>
    </message>
</context>
<context>
    <name>ParkedButton</name>
    <message>
        <source>Set aside: {count}, ruled: {ready}</source>
        <translation>Ditunda: {count}, diputuskan: {ready}</translation>
    </message>
    <message>
        <source>Set aside: {count}</source>
        <translation>Ditunda: {count}</translation>
    </message>
</context>
<context>
    <name>ParkedScreen</name>
    <message>
        <source>Set aside at this station</source>
        <translation>Ditunda di stasiun ini</translation>
    </message>
    <message>
        <source>No visit is set aside.</source>
        <translation>Tidak ada pemeriksaan yang ditunda.</translation>
    </message>
    <message>
        <source>ruled by {supervisor}: {ruling}</source>
        <translation>diputuskan oleh {supervisor}: {ruling}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>sejak {time}</translation>
    </message>
    <message>
        <source>Without a document</source>
        <translation>Tanpa dokumen</translation>
    </message>
    <message>
        <source>A ruling is there. Take the visit up and decide.</source>
        <translation>Keputusan sudah ada. Lanjutkan pemeriksaan dan tentukan.</translation>
    </message>
    <message>
        <source>The list shows by itself when a supervisor has ruled.</source>
        <translation>Daftar ini menampilkan sendiri bila penyelia telah memutuskan.</translation>
    </message>
    <message>
        <source>Visits set aside</source>
        <translation>Pemeriksaan yang ditunda</translation>
    </message>
    <message>
        <source>They are kept sealed on this station, also when it is switched off.</source>
        <translation>Tersimpan terkunci di stasiun ini, juga bila dimatikan.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Take up</source>
        <translation>Lanjutkan</translation>
    </message>
</context>
<context>
    <name>PartTabs</name>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>Document page</source>
        <translation>Halaman dokumen</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>Cip</translation>
    </message>
    <message>
        <source>Chip on record</source>
        <translation>Cip data perlintasan</translation>
    </message>
</context>
<context>
    <name>PassOn</name>
    <message>
        <source>Pass on</source>
        <translation>Teruskan</translation>
    </message>
    <message>
        <source>Colleague</source>
        <translation>Rekan</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Why it is escalated or opened again</source>
        <translation>Alasan eskalasi atau pembukaan kembali</translation>
    </message>
    <message>
        <source>Back to the queue</source>
        <translation>Kembali ke antrean</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Serahkan</translation>
    </message>
    <message>
        <source>Escalate</source>
        <translation>Eskalasikan</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Buka kembali</translation>
    </message>
    <message>
        <source>Colleague …</source>
        <translation>Rekan …</translation>
    </message>
</context>
<context>
    <name>PastScreen</name>
    <message>
        <source>Search</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>Name, or number of a document</source>
        <translation>Nama, atau nomor dokumen</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>Crossings</source>
        <translation>Perlintasan</translation>
    </message>
    <message>
        <source>Two letters or digits are enough. Every search is recorded in the audit log.</source>
        <translation>Dua huruf atau angka sudah cukup. Setiap pencarian tercatat di log audit.</translation>
    </message>
    <message>
        <source>Nobody on record has this name or number.</source>
        <translation>Tidak ada pelintas tercatat dengan nama atau nomor ini.</translation>
    </message>
    <message>
        <source>The newest {count}; there are more.</source>
        <translation>{count} yang terbaru; masih ada lagi.</translation>
    </message>
    <message>
        <source>Travellers found: {count}.</source>
        <translation>Pelintas ditemukan: {count}.</translation>
    </message>
    <message>
        <source>Choose a traveller: documents, stays and crossings stand here.</source>
        <translation>Pilih pelintas: dokumen, izin tinggal, dan perlintasannya tampil di sini.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Riwayat</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translation>lahir {day}</translation>
    </message>
    <message>
        <source>No stay on record</source>
        <translation>Tidak ada izin tinggal tercatat</translation>
    </message>
    <message>
        <source>Unlink</source>
        <translation>Pisahkan</translation>
    </message>
    <message>
        <source>Past travellers</source>
        <translation>Pelintas terdahulu</translation>
    </message>
    <message>
        <source>Who crossed at this station before: by any part of the name, or by the number of a document.</source>
        <translation>Siapa yang pernah melintas di stasiun ini: cari dengan bagian nama atau nomor dokumen.</translation>
    </message>
    <message>
        <source>Type to search; the arrow keys go through the list.</source>
        <translation>Ketik untuk mencari; tombol panah menelusuri daftar.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Lainnya</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>PeopleTable</name>
    <message>
        <source>People who were found</source>
        <translation>Orang yang ditemukan</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Document, born</source>
        <translation>Dokumen, lahir</translation>
    </message>
    <message>
        <source>Visits, last</source>
        <translation>Perlintasan, terakhir</translation>
    </message>
</context>
<context>
    <name>PremisesScreen</name>
    <message>
        <source>Station</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Data perlintasan</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Cadangan</translation>
    </message>
    <message>
        <source>A rehearsal restores the newest backup with the recovery officer&apos;s key, checks it and removes it.</source>
        <translation>Uji ini memulihkan cadangan terbaru dengan kunci petugas pemulihan, memeriksanya, lalu menghapusnya.</translation>
    </message>
    <message>
        <source>Folder of the recovery officer&apos;s key</source>
        <translation>Folder kunci petugas pemulihan</translation>
    </message>
    <message>
        <source>Passphrase of the recovery officer</source>
        <translation>Frasa sandi petugas pemulihan</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Pilih …</translation>
    </message>
    <message>
        <source>The agency&apos;s identity is valid until {day}.</source>
        <translation>Identitas dari instansi berlaku sampai {day}.</translation>
    </message>
    <message>
        <source>Identity: {state}. Ask the agency for a new one and install it with station-admin identity.</source>
        <translation>Identitas: {state}. Minta yang baru kepada instansi dan pasang dengan station-admin identity.</translation>
    </message>
    <message>
        <source>signed by the agency</source>
        <translation>ditandatangani instansi</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>tidak ditandatangani</translation>
    </message>
    <message>
        <source>set</source>
        <translation>ditetapkan</translation>
    </message>
    <message>
        <source>not set: no backup can be made</source>
        <translation>belum ditetapkan: cadangan tidak dapat dibuat</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>Keys come from</source>
        <translation>Asal kunci</translation>
    </message>
    <message>
        <source>Recovery key</source>
        <translation>Kunci pemulihan</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>in place</source>
        <translation>tersedia</translation>
    </message>
    <message>
        <source>spent: make room on the disk</source>
        <translation>terpakai: kosongkan ruang disk</translation>
    </message>
    <message>
        <source>Visits here</source>
        <translation>Perlintasan di sini</translation>
    </message>
    <message>
        <source>Waiting for central</source>
        <translation>Menunggu pusat</translation>
    </message>
    <message>
        <source>Receipted by the agency</source>
        <translation>Diterima instansi</translation>
    </message>
    <message>
        <source>Last acknowledged</source>
        <translation>Konfirmasi terakhir</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Basis data</translation>
    </message>
    <message>
        <source>Free on the disk</source>
        <translation>Ruang kosong disk</translation>
    </message>
    <message>
        <source>Ballast</source>
        <translation>Cadangan ruang</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Skema</translation>
    </message>
    <message>
        <source>never</source>
        <translation>belum pernah</translation>
    </message>
    <message>
        <source>no folder is configured</source>
        <translation>folder belum diatur</translation>
    </message>
    <message>
        <source>the audit log in it was not sound</source>
        <translation>log audit di dalamnya tidak utuh</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>Cadangan terakhir</translation>
    </message>
    <message>
        <source>Last rehearsal</source>
        <translation>Uji terakhir</translation>
    </message>
    <message>
        <source>The backup is written and read again …</source>
        <translation>Cadangan ditulis dan dibaca kembali …</translation>
    </message>
    <message>
        <source>The newest backup is being restored and checked …</source>
        <translation>Cadangan terbaru sedang dipulihkan dan diperiksa …</translation>
    </message>
    <message>
        <source>The backup is made and whole: {blocks} blocks, {new} of them new, {size} MB written.</source>
        <translation>Cadangan dibuat dan utuh: {blocks} blok, {new} di antaranya baru, {size} MB ditulis.</translation>
    </message>
    <message>
        <source>The backup of {time} can be restored: {visits} visits, {entries} audit entries.</source>
        <translation>Cadangan {time} dapat dipulihkan: {visits} perlintasan, {entries} entri audit.</translation>
    </message>
    <message>
        <source>The backup of {time} opens, but its audit log is not sound: {visits} visits, {entries} entries.</source>
        <translation>Cadangan {time} terbuka, tetapi log auditnya tidak utuh: {visits} perlintasan, {entries} entri.</translation>
    </message>
    <message>
        <source>How this station stands: identity, keys, rules, records and backups.</source>
        <translation>Keadaan stasiun ini: identitas, kunci, aturan, data perlintasan, dan cadangan.</translation>
    </message>
    <message>
        <source>Alt+1 to Alt+4 turn the pages of this room.</source>
        <translation>Alt+1 sampai Alt+4 membuka halaman ruang ini.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
    <message>
        <source>Rehearse a restore</source>
        <translation>Uji pemulihan</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Cadangkan sekarang</translation>
    </message>
</context>
<context>
    <name>PreviewCard</name>
    <message>
        <source>The record</source>
        <translation>Data perlintasan</translation>
    </message>
    <message>
        <source>Face of the record</source>
        <translation>Wajah data perlintasan</translation>
    </message>
    <message>
        <source>No face was taken</source>
        <translation>Wajah tidak diambil</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Rincian</translation>
    </message>
    <message>
        <source>Details of the record</source>
        <translation>Rincian data perlintasan</translation>
    </message>
    <message>
        <source>Born {day}</source>
        <translation>Lahir {day}</translation>
    </message>
    <message>
        <source>Expires {day}</source>
        <translation>Berlaku s.d. {day}</translation>
    </message>
    <message>
        <source>If admitted, may stay until</source>
        <translation>Bila diberi izin masuk, izin tinggal s.d.</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>tanpa batas</translation>
    </message>
    <message>
        <source>Not sealed yet</source>
        <translation>Belum disegel</translation>
    </message>
</context>
<context>
    <name>PrintStrip</name>
    <message>
        <source>{finger} at the counter</source>
        <translation>{finger} di loket</translation>
    </message>
    <message>
        <source>{finger} on record</source>
        <translation>{finger} pada data perlintasan</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Something unexpected happened. The visit is kept; try again or call the technician.</source>
        <translation>Terjadi hal tak terduga. Pemeriksaan disimpan; coba lagi atau hubungi teknisi.</translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation>Peran Anda tidak mengizinkan ini.</translation>
    </message>
    <message>
        <source>This step is not possible now.</source>
        <translation>Langkah ini belum dapat dilakukan.</translation>
    </message>
    <message>
        <source>There is no room for your role in this window; use station-admin.</source>
        <translation>Tidak ada ruang untuk peran Anda di jendela ini; gunakan station-admin.</translation>
    </message>
    <message>
        <source>The configuration of the station is wrong. Call the technician.</source>
        <translation>Konfigurasi stasiun salah. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The policy file cannot be used. Call the administrator.</source>
        <translation>Berkas kebijakan tidak dapat dipakai. Hubungi administrator.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Dihentikan.</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>Nama atau kata sandi salah.</translation>
    </message>
    <message>
        <source>Too many wrong passwords. Wait a while, then try again.</source>
        <translation>Terlalu banyak kata sandi salah. Tunggu sebentar, lalu coba lagi.</translation>
    </message>
    <message>
        <source>This account is closed. Ask the administrator.</source>
        <translation>Akun ini ditutup. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The station has been offline too long to sign in. Connect it to the central database.</source>
        <translation>Stasiun terlalu lama luring untuk masuk. Sambungkan ke basis data pusat.</translation>
    </message>
    <message>
        <source>Type the six digits of the authenticator as well.</source>
        <translation>Ketik juga enam angka autentikator.</translation>
    </message>
    <message>
        <source>Your role needs a second factor. Ask the administrator.</source>
        <translation>Peran Anda memerlukan faktor kedua. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The second factor is wrong.</source>
        <translation>Faktor kedua salah.</translation>
    </message>
    <message>
        <source>Choose a new password before you go on.</source>
        <translation>Pilih kata sandi baru sebelum melanjutkan.</translation>
    </message>
    <message>
        <source>The new password must differ from the old one.</source>
        <translation>Kata sandi baru harus berbeda dari yang lama.</translation>
    </message>
    <message>
        <source>A second person must confirm this.</source>
        <translation>Orang kedua harus mengesahkan ini.</translation>
    </message>
    <message>
        <source>The confirmation of the second person is not valid.</source>
        <translation>Pengesahan orang kedua tidak sah.</translation>
    </message>
    <message>
        <source>Give a reason.</source>
        <translation>Berikan alasan.</translation>
    </message>
    <message>
        <source>The zone cannot be read for certain. Type the lines as printed.</source>
        <translation>Zona tidak terbaca dengan pasti. Ketik barisnya seperti tercetak.</translation>
    </message>
    <message>
        <source>Two or three lines are needed. Type them as printed.</source>
        <translation>Diperlukan dua atau tiga baris. Ketik seperti tercetak.</translation>
    </message>
    <message>
        <source>A line has the wrong length. Compare it with the document.</source>
        <translation>Panjang sebuah baris salah. Bandingkan dengan dokumen.</translation>
    </message>
    <message>
        <source>No state has this code, or issuer and nationality differ. Compare it with the picture.</source>
        <translation>Tidak ada negara dengan kode ini, atau penerbit dan kebangsaan berbeda. Bandingkan dengan gambar.</translation>
    </message>
    <message>
        <source>The name was not read for certain. Compare it with the picture.</source>
        <translation>Nama tidak terbaca dengan pasti. Bandingkan dengan gambar.</translation>
    </message>
    <message>
        <source>A character was not read for certain. Compare it with the picture.</source>
        <translation>Sebuah karakter tidak terbaca dengan pasti. Bandingkan dengan gambar.</translation>
    </message>
    <message>
        <source>A character could not be read; ? stands in its place. Type it as printed.</source>
        <translation>Sebuah karakter tidak terbaca; tanda ? menggantikannya. Ketik seperti yang tercetak.</translation>
    </message>
    <message>
        <source>This is a visa. Present the passport it belongs to.</source>
        <translation>Ini adalah visa. Minta paspor tempat visa ini berlaku.</translation>
    </message>
    <message>
        <source>The picture shows several documents. Choose one.</source>
        <translation>Gambar memuat beberapa dokumen. Pilih salah satu.</translation>
    </message>
    <message>
        <source>Answer what the document leaves open first.</source>
        <translation>Jawab dahulu hal yang belum jelas dari dokumen.</translation>
    </message>
    <message>
        <source>The page could not be read in time. Lay it flat and try again, or type the lines.</source>
        <translation>Halaman tidak terbaca tepat waktu. Letakkan rata dan coba lagi, atau ketik barisnya.</translation>
    </message>
    <message>
        <source>A character cannot stand here. Compare it with the document.</source>
        <translation>Ada karakter yang tidak boleh di sini. Bandingkan dengan dokumen.</translation>
    </message>
    <message>
        <source>This is not a passport, identity card or visa zone.</source>
        <translation>Ini bukan zona paspor, kartu identitas, atau visa.</translation>
    </message>
    <message>
        <source>A field that must be filled is empty.</source>
        <translation>Kolom wajib masih kosong.</translation>
    </message>
    <message>
        <source>The check digit does not fit. Compare the field with the document.</source>
        <translation>Digit pemeriksa tidak cocok. Bandingkan kolom dengan dokumen.</translation>
    </message>
    <message>
        <source>This date does not exist. Compare it with the document.</source>
        <translation>Tanggal ini tidak ada. Bandingkan dengan dokumen.</translation>
    </message>
    <message>
        <source>Sex must be F, M or &lt;.</source>
        <translation>Jenis kelamin harus F, M, atau &lt;.</translation>
    </message>
    <message>
        <source>Enter the name with letters only; a family name must be there.</source>
        <translation>Isi nama hanya dengan huruf; nama keluarga wajib diisi.</translation>
    </message>
    <message>
        <source>Enter the code of the state that issued the document, as IDN.</source>
        <translation>Isi kode negara penerbit dokumen, misalnya IDN.</translation>
    </message>
    <message>
        <source>No state has this code. Correct it, or leave it empty.</source>
        <translation>Tidak ada negara dengan kode ini. Perbaiki atau kosongkan.</translation>
    </message>
    <message>
        <source>A number has letters, digits, stroke, dot and hyphen only.</source>
        <translation>Nomor hanya berisi huruf, angka, garis miring, titik, dan tanda hubung.</translation>
    </message>
    <message>
        <source>No machine readable zone was found in the picture. Lay the page flat and try again.</source>
        <translation>Zona terbaca mesin tidak ditemukan. Letakkan halaman rata dan coba lagi.</translation>
    </message>
    <message>
        <source>No document has been read yet.</source>
        <translation>Belum ada dokumen yang dibaca.</translation>
    </message>
    <message>
        <source>The document cannot be read. Type the lines instead.</source>
        <translation>Dokumen tidak terbaca. Ketik barisnya.</translation>
    </message>
    <message>
        <source>The document has expired. Say that you have seen it.</source>
        <translation>Dokumen kedaluwarsa. Nyatakan bahwa Anda telah melihatnya.</translation>
    </message>
    <message>
        <source>Confirm the name first; no check digit protects it.</source>
        <translation>Konfirmasi nama lebih dahulu; nama tidak dilindungi digit pemeriksa.</translation>
    </message>
    <message>
        <source>Something is still missing in this visit.</source>
        <translation>Masih ada yang kurang dalam pemeriksaan ini.</translation>
    </message>
    <message>
        <source>The quality is not sufficient: capture again, or give your word with F8.</source>
        <translation>Mutu tidak mencukupi: ambil lagi, atau beri putusan dengan F8.</translation>
    </message>
    <message>
        <source>A finger is neither captured nor recorded as missing.</source>
        <translation>Ada jari yang belum diambil dan belum dicatat tidak ada.</translation>
    </message>
    <message>
        <source>A comparison failed. Look at it and say what you see.</source>
        <translation>Perbandingan gagal. Lihat dan nyatakan apa yang Anda lihat.</translation>
    </message>
    <message>
        <source>The check has not been made yet.</source>
        <translation>Pemeriksaan belum dilakukan.</translation>
    </message>
    <message>
        <source>This decision needs the supervisor&apos;s word first.</source>
        <translation>Keputusan ini memerlukan putusan penyelia lebih dahulu.</translation>
    </message>
    <message>
        <source>This reason is not in the policy.</source>
        <translation>Alasan ini tidak ada dalam kebijakan.</translation>
    </message>
    <message>
        <source>There is no privacy notice in this language. Choose another one.</source>
        <translation>Tidak ada pemberitahuan privasi dalam bahasa ini. Pilih yang lain.</translation>
    </message>
    <message>
        <source>Write a note for the record.</source>
        <translation>Tulis catatan untuk data perlintasan.</translation>
    </message>
    <message>
        <source>A ruling needs a reason and a note.</source>
        <translation>Putusan memerlukan alasan dan catatan.</translation>
    </message>
    <message>
        <source>The central database has this record complete already and changes nothing of it. Call the technician.</source>
        <translation>Basis data pusat sudah memiliki catatan ini secara lengkap dan tidak mengubahnya. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database takes no more of the log for now. Go on; it comes again.</source>
        <translation>Basis data pusat belum menerima log lagi. Lanjutkan; log dikirim ulang.</translation>
    </message>
    <message>
        <source>The central database has lost records that are no longer here. Call the administrator.</source>
        <translation>Basis data pusat kehilangan catatan yang tidak ada lagi di sini. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The folder is not empty. A rehearsal needs a folder of its own.</source>
        <translation>Folder tidak kosong. Latihan memerlukan folder sendiri.</translation>
    </message>
    <message>
        <source>This folder does not belong to a training station.</source>
        <translation>Folder ini bukan milik stasiun latihan.</translation>
    </message>
    <message>
        <source>Not every scenario has been passed yet.</source>
        <translation>Belum semua skenario lulus.</translation>
    </message>
    <message>
        <source>This machine has no printer. Save the slip as a file instead.</source>
        <translation>Mesin ini tidak punya pencetak. Simpan slip sebagai berkas.</translation>
    </message>
    <message>
        <source>The printer did not take the slip. Look at it and print again.</source>
        <translation>Pencetak tidak menerima slip. Periksa pencetak, lalu cetak lagi.</translation>
    </message>
    <message>
        <source>Only a supervisor rules. Ask one to sign in.</source>
        <translation>Hanya penyelia yang memutuskan. Minta penyelia masuk.</translation>
    </message>
    <message>
        <source>A document has been read already. End this visit first.</source>
        <translation>Dokumen sudah dibaca. Akhiri pemeriksaan ini dahulu.</translation>
    </message>
    <message>
        <source>Waiting for the finger was stopped.</source>
        <translation>Menunggu jari dihentikan.</translation>
    </message>
    <message>
        <source>The readers are being closed. Start the station again.</source>
        <translation>Pemindai sedang ditutup. Mulai ulang stasiun ini.</translation>
    </message>
    <message>
        <source>The settings file cannot be written by this account. Start the program as root: sudo station run --commission.</source>
        <translation>Berkas pengaturan tidak dapat ditulis oleh akun ini. Jalankan program sebagai root: sudo station run --commission.</translation>
    </message>
    <message>
        <source>This step cannot be kept as it was entered.</source>
        <translation>Langkah ini tidak dapat disimpan seperti yang diisi.</translation>
    </message>
    <message>
        <source>Enter the place where this station stands.</source>
        <translation>Isi tempat stasiun ini berada.</translation>
    </message>
    <message>
        <source>This file is not the agency&apos;s public key. Ask the agency for agency.pub.</source>
        <translation>Berkas ini bukan kunci publik instansi. Minta agency.pub kepada instansi.</translation>
    </message>
    <message>
        <source>The folder must hold ca.crt, client.crt and client.key, and be readable.</source>
        <translation>Folder harus berisi ca.crt, client.crt, dan client.key, serta dapat dibaca.</translation>
    </message>
    <message>
        <source>Add at least one administrator first: nobody else can add officers afterwards.</source>
        <translation>Tambahkan dahulu sedikitnya satu administrator: tidak ada orang lain yang dapat menambah petugas.</translation>
    </message>
    <message>
        <source>This file is not a recovery officer&apos;s public key.</source>
        <translation>Berkas ini bukan kunci publik petugas pemulihan.</translation>
    </message>
    <message>
        <source>The file cannot be read. Look at its name and choose it again.</source>
        <translation>Berkas tidak dapat dibaca. Periksa namanya dan pilih lagi.</translation>
    </message>
    <message>
        <source>No copy was made before a new version here.</source>
        <translation>Belum ada salinan yang dibuat sebelum versi baru di sini.</translation>
    </message>
    <message>
        <source>A visit was sealed since the new version: going back would lose it. Send what waits first.</source>
        <translation>Ada pemeriksaan yang disegel sejak versi baru: kembali akan menghilangkannya. Kirim dahulu yang menunggu.</translation>
    </message>
    <message>
        <source>The records do not say whether a visit was sealed since. Mend them from a backup instead.</source>
        <translation>Data perlintasan tidak menunjukkan apakah ada pemeriksaan yang disegel sejak itu. Pulihkan dari cadangan.</translation>
    </message>
    <message>
        <source>The package of the installed version cannot be read.</source>
        <translation>Paket versi yang terpasang tidak dapat dibaca.</translation>
    </message>
    <message>
        <source>The update&apos;s signature does not fit. Do not install it.</source>
        <translation>Tanda tangan pembaruan tidak cocok. Jangan dipasang.</translation>
    </message>
    <message>
        <source>This file is not an update, or it is damaged. Fetch it again.</source>
        <translation>Berkas ini bukan pembaruan atau rusak. Ambil lagi berkasnya.</translation>
    </message>
    <message>
        <source>The update does not fit what is installed here. Install the whole package instead.</source>
        <translation>Pembaruan tidak sesuai dengan yang terpasang di sini. Pasang paket utuh sebagai gantinya.</translation>
    </message>
    <message>
        <source>This stay cannot be changed so.</source>
        <translation>Masa tinggal ini tidak dapat diubah seperti itu.</translation>
    </message>
    <message>
        <source>The number of the decision is missing.</source>
        <translation>Nomor keputusan belum diisi.</translation>
    </message>
    <message>
        <source>This stay has ended: it cannot be extended.</source>
        <translation>Masa tinggal ini sudah berakhir: tidak dapat diperpanjang.</translation>
    </message>
    <message>
        <source>This stay has no last day that could be extended.</source>
        <translation>Masa tinggal ini tidak memiliki hari terakhir yang dapat diperpanjang.</translation>
    </message>
    <message>
        <source>The new last day must be later than the one before.</source>
        <translation>Hari terakhir yang baru harus sesudah yang lama.</translation>
    </message>
    <message>
        <source>The visa class allows no further extension.</source>
        <translation>Indeks visa ini tidak dapat diperpanjang lagi.</translation>
    </message>
    <message>
        <source>The visa class does not allow so many days in all.</source>
        <translation>Jumlah hari seluruhnya melebihi ketentuan indeks visa ini.</translation>
    </message>
    <message>
        <source>The register says the same already.</source>
        <translation>Data sudah tercatat demikian.</translation>
    </message>
    <message>
        <source>The day of entry has not come yet.</source>
        <translation>Tanggal masuk belum tiba.</translation>
    </message>
    <message>
        <source>The stay would end before it began.</source>
        <translation>Masa tinggal akan berakhir sebelum dimulai.</translation>
    </message>
    <message>
        <source>This stay is void already.</source>
        <translation>Masa tinggal ini sudah dibatalkan.</translation>
    </message>
    <message>
        <source>Enter the birth as 31 Jan 1974, or 1974-XX-XX for unknown parts.</source>
        <translation>Isi tanggal lahir seperti 31 Jan 1974, atau 1974-XX-XX bila sebagian tidak diketahui.</translation>
    </message>
    <message>
        <source>Enter the end as 31 Jan 2031, or leave it empty.</source>
        <translation>Isi tanggal akhir seperti 31 Jan 2031, atau kosongkan.</translation>
    </message>
    <message>
        <source>A colleague has this case. Choose another one, or choose it again to take it over.</source>
        <translation>Kasus ini dipegang rekan. Pilih yang lain, atau pilih sekali lagi untuk mengambil alih.</translation>
    </message>
    <message>
        <source>The length of stay does not fit the visa class.</source>
        <translation>Lama tinggal tidak sesuai dengan indeks visa.</translation>
    </message>
    <message>
        <source>This visa class is not known.</source>
        <translation>Indeks visa ini tidak dikenal.</translation>
    </message>
    <message>
        <source>This visa class does not cover the purpose of visit.</source>
        <translation>Indeks visa ini tidak mencakup tujuan kunjungan.</translation>
    </message>
    <message>
        <source>The visa class does not allow that many days.</source>
        <translation>Indeks visa tidak mengizinkan hari sebanyak itu.</translation>
    </message>
    <message>
        <source>The stay must be at least one day.</source>
        <translation>Lama tinggal paling sedikit satu hari.</translation>
    </message>
    <message>
        <source>No face was captured. Try again.</source>
        <translation>Wajah tidak terambil. Coba lagi.</translation>
    </message>
    <message>
        <source>No finger was captured. Try again.</source>
        <translation>Jari tidak terambil. Coba lagi.</translation>
    </message>
    <message>
        <source>No usable fingerprint in the picture. Clean the scanner and try again.</source>
        <translation>Tidak ada sidik jari yang dapat dipakai. Bersihkan pemindai dan coba lagi.</translation>
    </message>
    <message>
        <source>Too little of the finger is in the picture. Lay it flat on the middle of the glass and press again.</source>
        <translation>Bagian jari pada gambar terlalu sedikit. Letakkan jari mendatar di tengah kaca lalu tekan lagi.</translation>
    </message>
    <message>
        <source>These fingers look exchanged. Relabel them, or say that the order is right.</source>
        <translation>Jari-jari ini tampaknya tertukar. Perbaiki urutannya, atau nyatakan bahwa urutannya benar.</translation>
    </message>
    <message>
        <source>No finger looks exchanged. There is nothing to relabel.</source>
        <translation>Tidak ada jari yang tampak tertukar. Tidak ada yang perlu diperbaiki.</translation>
    </message>
    <message>
        <source>This device is not at this station any more.</source>
        <translation>Perangkat ini tidak lagi ada di stasiun ini.</translation>
    </message>
    <message>
        <source>This device has no such test or calibration.</source>
        <translation>Perangkat ini tidak memiliki uji atau kalibrasi tersebut.</translation>
    </message>
    <message>
        <source>The scanner sent an old picture. Try again.</source>
        <translation>Pemindai mengirim gambar lama. Coba lagi.</translation>
    </message>
    <message>
        <source>The scanner does not say what it is. Unplug it, plug it in again.</source>
        <translation>Pemindai tidak memperkenalkan diri. Cabut, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>No fingerprint scanner is connected. Plug it in; the visit waits.</source>
        <translation>Pemindai sidik jari tidak tersambung. Pasang; pemeriksaan menunggu.</translation>
    </message>
    <message>
        <source>The scanner was unplugged. Plug it in again; nothing is lost.</source>
        <translation>Pemindai tercabut. Pasang lagi; tidak ada yang hilang.</translation>
    </message>
    <message>
        <source>The scanner is in use. Wait a moment and try again.</source>
        <translation>Pemindai sedang dipakai. Tunggu sebentar dan coba lagi.</translation>
    </message>
    <message>
        <source>Another program holds the scanner. Call the technician.</source>
        <translation>Program lain memegang pemindai. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The scanner does not answer. Unplug it, plug it in again.</source>
        <translation>Pemindai tidak menjawab. Cabut, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>No finger was placed in time. Press F6 to try again.</source>
        <translation>Jari tidak diletakkan pada waktunya. Tekan F6 untuk mencoba lagi.</translation>
    </message>
    <message>
        <source>The scanner sent half a picture. Try again.</source>
        <translation>Pemindai mengirim gambar tidak utuh. Coba lagi.</translation>
    </message>
    <message>
        <source>The scanner sent a damaged picture. Try again.</source>
        <translation>Pemindai mengirim gambar rusak. Coba lagi.</translation>
    </message>
    <message>
        <source>The scanner sent a scrambled picture. Try again.</source>
        <translation>Pemindai mengirim gambar teracak. Coba lagi.</translation>
    </message>
    <message>
        <source>No picture came from the device in time. Try again.</source>
        <translation>Gambar dari perangkat tidak datang pada waktunya. Coba lagi.</translation>
    </message>
    <message>
        <source>This scanner is not on the list of allowed devices. Use another one.</source>
        <translation>Pemindai ini tidak ada dalam daftar perangkat yang diizinkan. Pakai yang lain.</translation>
    </message>
    <message>
        <source>This scanner is for trials only; it may not feed a record.</source>
        <translation>Pemindai ini hanya untuk uji coba; tidak boleh mengisi data perlintasan.</translation>
    </message>
    <message>
        <source>This kind of scanner is not supported.</source>
        <translation>Jenis pemindai ini tidak didukung.</translation>
    </message>
    <message>
        <source>Two scanners report the same serial number. Unplug one.</source>
        <translation>Dua pemindai melaporkan nomor seri yang sama. Cabut salah satu.</translation>
    </message>
    <message>
        <source>The USB connection failed. Unplug the device, plug it in again.</source>
        <translation>Sambungan USB gagal. Cabut perangkat, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>The device did not answer in time. Try again.</source>
        <translation>Perangkat tidak menjawab pada waktunya. Coba lagi.</translation>
    </message>
    <message>
        <source>The station may not open the device. Call the technician.</source>
        <translation>Stasiun tidak boleh membuka perangkat. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The device sent more than it may. Call the technician.</source>
        <translation>Perangkat mengirim lebih dari semestinya. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The device refuses the request. Unplug it, plug it in again.</source>
        <translation>Perangkat menolak permintaan. Cabut, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>The USB driver of this device is missing. Call the technician.</source>
        <translation>Penggerak USB perangkat ini tidak ada. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The USB library is missing. Call the technician.</source>
        <translation>Pustaka USB tidak ada. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The device is not what it says it is. Do not use it.</source>
        <translation>Perangkat ini bukan seperti pengakuannya. Jangan dipakai.</translation>
    </message>
    <message>
        <source>The device answered only in part. Try again.</source>
        <translation>Perangkat hanya menjawab sebagian. Coba lagi.</translation>
    </message>
    <message>
        <source>The device took only a part of the request. Try again.</source>
        <translation>Perangkat hanya menerima sebagian permintaan. Coba lagi.</translation>
    </message>
    <message>
        <source>The scanner does not start. Unplug it, plug it in again.</source>
        <translation>Pemindai tidak menyala. Cabut, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>The scanner does not agree on a key. Unplug it, plug it in again.</source>
        <translation>Pemindai tidak menyepakati kunci. Cabut, lalu pasang lagi.</translation>
    </message>
    <message>
        <source>This device may not feed a record. Use another one.</source>
        <translation>Perangkat ini tidak boleh mengisi data perlintasan. Pakai yang lain.</translation>
    </message>
    <message>
        <source>A virtual camera may not feed a record. Connect a real one.</source>
        <translation>Kamera virtual tidak boleh mengisi data perlintasan. Sambungkan kamera nyata.</translation>
    </message>
    <message>
        <source>No camera is connected. Plug it in; the visit waits.</source>
        <translation>Kamera tidak tersambung. Pasang; pemeriksaan menunggu.</translation>
    </message>
    <message>
        <source>The camera gives no picture. The station is reconnecting it.</source>
        <translation>Kamera tidak memberi gambar. Stasiun sedang menyambungkan lagi.</translation>
    </message>
    <message>
        <source>The device service answers rubbish. Try again, or call the technician.</source>
        <translation>Jawaban layanan perangkat tidak valid. Coba lagi, atau hubungi teknisi.</translation>
    </message>
    <message>
        <source>A certificate of the device has expired. Use another device.</source>
        <translation>Sertifikat perangkat kedaluwarsa. Pakai perangkat lain.</translation>
    </message>
    <message>
        <source>The device service does not know this device any more.</source>
        <translation>Layanan perangkat tidak lagi mengenal perangkat ini.</translation>
    </message>
    <message>
        <source>The device&apos;s captures do not follow each other. Do not use it.</source>
        <translation>Citra perangkat tidak berurutan. Jangan dipakai.</translation>
    </message>
    <message>
        <source>The device is not the one it says it is. Do not use it.</source>
        <translation>Perangkat ini bukan perangkat yang diakuinya. Jangan dipakai.</translation>
    </message>
    <message>
        <source>The device service says that its device is not ready.</source>
        <translation>Layanan perangkat menyatakan perangkatnya belum siap.</translation>
    </message>
    <message>
        <source>The device encrypts its captures for somebody else.</source>
        <translation>Perangkat mengenkripsi hasil pengambilannya untuk pihak lain.</translation>
    </message>
    <message>
        <source>The device service sent a picture that cannot be used. Try again.</source>
        <translation>Layanan perangkat mengirim gambar yang tidak dapat dipakai. Coba lagi.</translation>
    </message>
    <message>
        <source>The device sent an old capture again. Do not use it.</source>
        <translation>Perangkat mengirim ulang citra lama. Jangan dipakai.</translation>
    </message>
    <message>
        <source>An encrypted capture of the device was changed. Do not use it.</source>
        <translation>Hasil pengambilan terenkripsi dari perangkat telah diubah. Jangan dipakai.</translation>
    </message>
    <message>
        <source>A signature of the device is wrong. Do not use it.</source>
        <translation>Tanda tangan perangkat salah. Jangan dipakai.</translation>
    </message>
    <message>
        <source>The live picture of the device is damaged. Try again.</source>
        <translation>Gambar langsung perangkat rusak. Coba lagi.</translation>
    </message>
    <message>
        <source>The device service is too slow. Try again.</source>
        <translation>Layanan perangkat terlalu lambat. Coba lagi.</translation>
    </message>
    <message>
        <source>The device service does not run. Call the technician.</source>
        <translation>Layanan perangkat tidak berjalan. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The device comes from nobody we trust. Use another one.</source>
        <translation>Perangkat tidak berasal dari pihak tepercaya. Pakai yang lain.</translation>
    </message>
    <message>
        <source>This calibration step is not due now.</source>
        <translation>Langkah kalibrasi ini belum waktunya.</translation>
    </message>
    <message>
        <source>Another reader answers than the one being calibrated.</source>
        <translation>Pemindai lain menjawab, bukan yang sedang dikalibrasi.</translation>
    </message>
    <message>
        <source>The pictures do not fit this step. Do it again.</source>
        <translation>Gambar tidak sesuai dengan langkah ini. Ulangi.</translation>
    </message>
    <message>
        <source>It is not dark enough. Clean and cover the platen, then do it again.</source>
        <translation>Kurang gelap. Bersihkan dan tutup kaca, lalu ulangi.</translation>
    </message>
    <message>
        <source>The target is not even. Lay it flat, without dust, and do it again.</source>
        <translation>Sasaran tidak rata. Letakkan rata tanpa debu, lalu ulangi.</translation>
    </message>
    <message>
        <source>No bar target was found. Lay it down and do it again.</source>
        <translation>Sasaran garis tidak ditemukan. Letakkan, lalu ulangi.</translation>
    </message>
    <message>
        <source>No chart was found. Lay it down and do it again.</source>
        <translation>Bagan tidak ditemukan. Letakkan, lalu ulangi.</translation>
    </message>
    <message>
        <source>The camera does not see the whole chart. Set it upright before the lens, all four corners in the picture, turn the lens until it is sharp, and measure again.</source>
        <translation>Kamera tidak melihat seluruh bagan. Tegakkan bagan di depan lensa dengan keempat sudut dalam gambar, putar lensa sampai tajam, lalu ukur lagi.</translation>
    </message>
    <message>
        <source>The chart or the camera moved between two pictures. Fix both and measure again.</source>
        <translation>Bagan atau kamera bergerak di antara dua gambar. Kencangkan keduanya lalu ukur lagi.</translation>
    </message>
    <message>
        <source>No camera stands like that. Correct the marked value.</source>
        <translation>Kamera tidak mungkin berdiri seperti itu. Perbaiki nilai yang ditandai.</translation>
    </message>
    <message>
        <source>This device has not been tested yet. Run the self-test first.</source>
        <translation>Perangkat ini belum diuji. Jalankan uji mandiri dahulu.</translation>
    </message>
    <message>
        <source>The geometry correction of this reader cannot be used. Calibrate the reader again.</source>
        <translation>Koreksi geometri pemindai ini tidak dapat dipakai. Kalibrasi ulang pemindai.</translation>
    </message>
    <message>
        <source>This device has no certificate yet. Calibrate it first.</source>
        <translation>Perangkat ini belum punya sertifikat. Kalibrasi dahulu.</translation>
    </message>
    <message>
        <source>The file could not be written there. Choose another folder or another disk.</source>
        <translation>Berkas tidak dapat ditulis di sana. Pilih folder atau disk lain.</translation>
    </message>
    <message>
        <source>Choose a first and a last day, at most 400 days apart.</source>
        <translation>Pilih hari pertama dan hari terakhir, paling jauh selisih 400 hari.</translation>
    </message>
    <message>
        <source>A stored calibration cannot be used. Calibrate the device again.</source>
        <translation>Kalibrasi tersimpan tidak dapat dipakai. Kalibrasi perangkat lagi.</translation>
    </message>
    <message>
        <source>The picture could not be worked on. Capture again.</source>
        <translation>Gambar tidak dapat diolah. Ambil lagi.</translation>
    </message>
    <message>
        <source>The picture cannot be used. Capture again.</source>
        <translation>Gambar tidak dapat dipakai. Ambil lagi.</translation>
    </message>
    <message>
        <source>The calibration of the scores is damaged. Install the station again.</source>
        <translation>Kalibrasi skor rusak. Pasang ulang stasiun.</translation>
    </message>
    <message>
        <source>A stored fingerprint cannot be read. Call the technician.</source>
        <translation>Sidik jari tersimpan tidak terbaca. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>A compressed fingerprint cannot be read.</source>
        <translation>Sidik jari terkompresi tidak terbaca.</translation>
    </message>
    <message>
        <source>The search index is damaged; it is built anew at the next start.</source>
        <translation>Indeks pencarian rusak; dibangun lagi saat mulai berikutnya.</translation>
    </message>
    <message>
        <source>A model file is damaged. Install the station again.</source>
        <translation>Berkas model rusak. Pasang ulang stasiun.</translation>
    </message>
    <message>
        <source>A model file is missing. Install the station again.</source>
        <translation>Berkas model tidak ada. Pasang ulang stasiun.</translation>
    </message>
    <message>
        <source>The file of people cannot be read.</source>
        <translation>Berkas orang tidak terbaca.</translation>
    </message>
    <message>
        <source>The disk is full. What was signed is safe; call the technician now.</source>
        <translation>Disk penuh. Yang sudah ditandatangani aman; hubungi teknisi sekarang.</translation>
    </message>
    <message>
        <source>The records could not be written. Nothing was changed; try again.</source>
        <translation>Data perlintasan tidak dapat ditulis. Tidak ada yang berubah; coba lagi.</translation>
    </message>
    <message>
        <source>The records are in use by another program. Try again.</source>
        <translation>Data perlintasan sedang dipakai program lain. Coba lagi.</translation>
    </message>
    <message>
        <source>The records do not open with this key. Call the technician.</source>
        <translation>Data perlintasan tidak terbuka dengan kunci ini. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The records are damaged. Stop, and call the technician.</source>
        <translation>Data perlintasan rusak. Berhenti, dan hubungi teknisi.</translation>
    </message>
    <message>
        <source>The records were written by a newer release. Update the station.</source>
        <translation>Data perlintasan ditulis oleh rilis lebih baru. Perbarui stasiun.</translation>
    </message>
    <message>
        <source>This release could not bring the records up to date. They are as they were. Call the technician, who goes back to the release before.</source>
        <translation>Rilis ini tidak dapat memperbarui data perlintasan. Data perlintasan tetap seperti semula. Hubungi teknisi, yang mengembalikan rilis sebelumnya.</translation>
    </message>
    <message>
        <source>The records cannot be written. Call the technician.</source>
        <translation>Data perlintasan tidak dapat ditulis. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>These records belong to another mode: demonstration, training or real.</source>
        <translation>Data perlintasan ini milik mode lain: demonstrasi, pelatihan, atau nyata.</translation>
    </message>
    <message>
        <source>This record is not on this station.</source>
        <translation>Data perlintasan ini tidak ada di stasiun ini.</translation>
    </message>
    <message>
        <source>This record can only be opened by the agency now.</source>
        <translation>Data perlintasan ini kini hanya dapat dibuka oleh instansi.</translation>
    </message>
    <message>
        <source>This record is stored already.</source>
        <translation>Data perlintasan ini sudah tersimpan.</translation>
    </message>
    <message>
        <source>A record cannot be read. Call the technician.</source>
        <translation>Sebuah data perlintasan tidak terbaca. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The records were asked twice at once. Try again, and call the technician.</source>
        <translation>Data perlintasan diminta dua kali sekaligus. Coba lagi, dan hubungi teknisi.</translation>
    </message>
    <message>
        <source>The backup is damaged.</source>
        <translation>Cadangan rusak.</translation>
    </message>
    <message>
        <source>Backups are not set up yet. Call the administrator.</source>
        <translation>Pencadangan belum disiapkan. Hubungi administrator.</translation>
    </message>
    <message>
        <source>There are records here already; nothing was restored.</source>
        <translation>Sudah ada data perlintasan di sini; tidak ada yang dipulihkan.</translation>
    </message>
    <message>
        <source>The erasure cannot be proven. Call the administrator.</source>
        <translation>Penghapusan tidak dapat dibuktikan. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The keys of the station cannot be used. Call the technician.</source>
        <translation>Kunci stasiun tidak dapat dipakai. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The passphrase or the PIN is wrong.</source>
        <translation>Frasa sandi atau PIN salah.</translation>
    </message>
    <message>
        <source>Too many wrong PINs; the key is locked. Call the administrator.</source>
        <translation>Terlalu banyak PIN salah; kunci terkunci. Hubungi administrator.</translation>
    </message>
    <message>
        <source>This station is not commissioned yet. Call the administrator.</source>
        <translation>Stasiun ini belum diaktifkan. Hubungi administrator.</translation>
    </message>
    <message>
        <source>This station has no keys yet. It must be commissioned first.</source>
        <translation>Stasiun ini belum memiliki kunci. Harus diaktifkan lebih dahulu.</translation>
    </message>
    <message>
        <source>The key file is damaged. Call the administrator.</source>
        <translation>Berkas kunci rusak. Hubungi administrator.</translation>
    </message>
    <message>
        <source>This station has keys already.</source>
        <translation>Stasiun ini sudah memiliki kunci.</translation>
    </message>
    <message>
        <source>The last record key cannot be removed.</source>
        <translation>Kunci data terakhir tidak dapat dihapus.</translation>
    </message>
    <message>
        <source>The token or the TPM with the key is not there.</source>
        <translation>Token atau TPM dengan kunci tidak ada.</translation>
    </message>
    <message>
        <source>A sealed record is damaged.</source>
        <translation>Data perlintasan tersegel rusak.</translation>
    </message>
    <message>
        <source>A sealed record uses a method that this release does not know.</source>
        <translation>Data perlintasan tersegel memakai metode yang tidak dikenal rilis ini.</translation>
    </message>
    <message>
        <source>A signature is wrong. Do not trust this record.</source>
        <translation>Tanda tangan salah. Jangan percayai data perlintasan ini.</translation>
    </message>
    <message>
        <source>This station has no identity from the agency: no new visit can be opened. Call the administrator.</source>
        <translation>Stasiun ini tidak memiliki identitas dari instansi: pemeriksaan baru tidak dapat dibuka. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The station&apos;s identity is not the agency&apos;s: no new visit can be opened. Call the administrator.</source>
        <translation>Identitas stasiun bukan dari instansi: pemeriksaan baru tidak dapat dibuka. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The identity is for other keys or another station: no new visit. Call the administrator.</source>
        <translation>Identitas ini untuk kunci lain atau stasiun lain: tidak ada pemeriksaan baru. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The station&apos;s identity is not valid at this date: no new visit. Call the administrator.</source>
        <translation>Identitas stasiun tidak berlaku pada tanggal ini: tidak ada pemeriksaan baru. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The station&apos;s identity was revoked: no new visit. Stop, and call the administrator.</source>
        <translation>Identitas stasiun telah dicabut: tidak ada pemeriksaan baru. Berhenti, dan hubungi administrator.</translation>
    </message>
    <message>
        <source>The station&apos;s identity ends within 30 days. Renew it with the agency.</source>
        <translation>Identitas stasiun berakhir dalam 30 hari. Perbarui pada instansi.</translation>
    </message>
    <message>
        <source>An old list of revoked stations was refused.</source>
        <translation>Daftar lama stasiun tercabut ditolak.</translation>
    </message>
    <message>
        <source>The policy file is not signed by the agency.</source>
        <translation>Berkas kebijakan tidak ditandatangani instansi.</translation>
    </message>
    <message>
        <source>The central database reports an error. Go on; records wait here.</source>
        <translation>Basis data pusat melaporkan galat. Lanjutkan; data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database cannot be reached. Go on; records wait here.</source>
        <translation>Basis data pusat tidak terjangkau. Lanjutkan; data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database is slow. Go on; records wait here.</source>
        <translation>Basis data pusat lambat. Lanjutkan; data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database takes no more. Go on; records wait here.</source>
        <translation>Basis data pusat tidak menerima lagi. Lanjutkan; data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database refused. Call the technician; records wait here.</source>
        <translation>Basis data pusat menolak. Hubungi teknisi; data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database does not admit this station. Call the technician.</source>
        <translation>Basis data pusat tidak menerima stasiun ini. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database answers rubbish. Records wait here; call the technician.</source>
        <translation>Jawaban basis data pusat tidak valid. Data perlintasan menunggu di sini; hubungi teknisi.</translation>
    </message>
    <message>
        <source>A record came back changed from the central database; it stays here.</source>
        <translation>Data perlintasan kembali berubah dari basis data pusat; tetap disimpan di sini.</translation>
    </message>
    <message>
        <source>The central database is not set up. Call the technician.</source>
        <translation>Basis data pusat belum disiapkan. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database has another version. Call the technician.</source>
        <translation>Versi basis data pusat berbeda. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database is for another mode. Nothing is sent.</source>
        <translation>Basis data pusat untuk mode lain. Tidak ada yang dikirim.</translation>
    </message>
    <message>
        <source>The address of the central database is wrong. Call the technician.</source>
        <translation>Alamat basis data pusat salah. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database is changing keys. Records wait here.</source>
        <translation>Basis data pusat sedang mengganti kunci. Data perlintasan menunggu di sini.</translation>
    </message>
    <message>
        <source>The central database names another post. Call the technician.</source>
        <translation>Basis data pusat menyebut pos lain. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central search does not run.</source>
        <translation>Pencarian pusat tidak berjalan.</translation>
    </message>
    <message>
        <source>Another identity has this serial number.</source>
        <translation>Identitas lain memakai nomor seri ini.</translation>
    </message>
    <message>
        <source>The station has no identity with this serial number.</source>
        <translation>Stasiun tidak memiliki identitas dengan nomor seri ini.</translation>
    </message>
    <message>
        <source>The agency&apos;s public key is needed to check the identity.</source>
        <translation>Kunci publik instansi diperlukan untuk memeriksa identitas.</translation>
    </message>
    <message>
        <source>No station has asked for this record to be erased.</source>
        <translation>Tidak ada stasiun yang meminta penghapusan data perlintasan ini.</translation>
    </message>
    <message>
        <source>A part of the central search is damaged.</source>
        <translation>Satu bagian pencarian pusat rusak.</translation>
    </message>
    <message>
        <source>Central holds no proven checkpoint of this station.</source>
        <translation>Pusat tidak menyimpan titik periksa yang terbukti dari stasiun ini.</translation>
    </message>
    <message>
        <source>Something that the agency sent is missing here. Call the technician.</source>
        <translation>Ada kiriman instansi yang tidak sampai di sini. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The agency has not confirmed for long that everything arrived.</source>
        <translation>Instansi sudah lama tidak memastikan bahwa semua kiriman telah sampai.</translation>
    </message>
    <message>
        <source>No station in service has this post.</source>
        <translation>Tidak ada stasiun aktif di pos ini.</translation>
    </message>
    <message>
        <source>The central database does not have this record.</source>
        <translation>Basis data pusat tidak memiliki data perlintasan ini.</translation>
    </message>
    <message>
        <source>A part of the central search does not answer.</source>
        <translation>Sebagian pencarian pusat tidak menjawab.</translation>
    </message>
    <message>
        <source>The database of the demonstration does not start.</source>
        <translation>Basis data demonstrasi tidak mau mulai.</translation>
    </message>
    <message>
        <source>This file is for another station.</source>
        <translation>Berkas ini untuk stasiun lain.</translation>
    </message>
    <message>
        <source>The file is damaged.</source>
        <translation>Berkas rusak.</translation>
    </message>
    <message>
        <source>The file does not come from a known station or agency.</source>
        <translation>Berkas tidak berasal dari stasiun atau instansi yang dikenal.</translation>
    </message>
    <message>
        <source>The file comes from an unknown station.</source>
        <translation>Berkas berasal dari stasiun yang tidak dikenal.</translation>
    </message>
    <message>
        <source>The file could not be written. Is the disk full or removed?</source>
        <translation>Berkas tidak dapat ditulis. Apakah disk penuh atau dicabut?</translation>
    </message>
    <message>
        <source>The file for this station is damaged.</source>
        <translation>Berkas untuk stasiun ini rusak.</translation>
    </message>
    <message>
        <source>A record on this station is damaged and was not sent.</source>
        <translation>Data perlintasan di stasiun ini rusak dan tidak dikirim.</translation>
    </message>
    <message>
        <source>A record&apos;s number belongs to another station. Call the technician.</source>
        <translation>Nomor data perlintasan milik stasiun lain. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>A record was sent before with other content. Call the technician.</source>
        <translation>Data perlintasan pernah dikirim dengan isi lain. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>A station cannot have this name.</source>
        <translation>Stasiun tidak boleh bernama ini.</translation>
    </message>
    <message>
        <source>Another station has this name or post.</source>
        <translation>Nama atau pos ini milik stasiun lain.</translation>
    </message>
    <message>
        <source>The agency has revoked this station: no new visit can be opened. Call the administrator.</source>
        <translation>Instansi telah mencabut stasiun ini: pemeriksaan baru tidak dapat dibuka. Hubungi administrator.</translation>
    </message>
    <message>
        <source>No station has this name.</source>
        <translation>Tidak ada stasiun bernama ini.</translation>
    </message>
    <message>
        <source>A message for another station was refused.</source>
        <translation>Pesan untuk stasiun lain ditolak.</translation>
    </message>
    <message>
        <source>A message from the agency cannot be read.</source>
        <translation>Pesan dari instansi tidak terbaca.</translation>
    </message>
    <message>
        <source>A message that is not from the agency was refused.</source>
        <translation>Pesan yang bukan dari instansi ditolak.</translation>
    </message>
    <message>
        <source>The key for messages of the agency is not here yet.</source>
        <translation>Kunci untuk pesan instansi belum ada di sini.</translation>
    </message>
    <message>
        <source>A message of the agency could not be applied yet.</source>
        <translation>Pesan instansi belum dapat diterapkan.</translation>
    </message>
    <message>
        <source>A receipt that is not from the agency was refused; the record is sent again.</source>
        <translation>Tanda terima yang bukan dari instansi ditolak; data perlintasan dikirim lagi.</translation>
    </message>
    <message>
        <source>A receipt of another record was refused; the record is sent again.</source>
        <translation>Tanda terima data perlintasan lain ditolak; data perlintasan dikirim lagi.</translation>
    </message>
    <message>
        <source>The two new passwords differ. Type them again.</source>
        <translation>Kedua kata sandi baru berbeda. Ketik kembali.</translation>
    </message>
    <message>
        <source>The file cannot be written there. Choose another place.</source>
        <translation>Berkas tidak dapat ditulis di sana. Pilih tempat lain.</translation>
    </message>
    <message>
        <source>Write the month as year and month: 2026-11.</source>
        <translation>Tulis bulan sebagai tahun dan bulan: 2026-11.</translation>
    </message>
    <message>
        <source>This file holds no checkpoint of this station&apos;s log.</source>
        <translation>Berkas ini tidak memuat titik periksa log stasiun ini.</translation>
    </message>
    <message>
        <source>Nobody changes their own account. Ask another administrator.</source>
        <translation>Akun sendiri tidak dapat diubah. Minta administrator lain.</translation>
    </message>
    <message>
        <source>This is the only administrator who can sign in; name another one first.</source>
        <translation>Ini satu-satunya administrator yang dapat masuk; tetapkan yang lain dahulu.</translation>
    </message>
    <message>
        <source>The print is too weak for a second factor. Clean the glass and the finger, or take another finger.</source>
        <translation>Sidik jari terlalu lemah untuk faktor kedua. Bersihkan kaca dan jari, atau gunakan jari lain.</translation>
    </message>
    <message>
        <source>The two prints are not of one finger, or too different. Begin again with the same finger.</source>
        <translation>Kedua sidik jari bukan dari satu jari, atau terlalu berbeda. Ulangi dengan jari yang sama.</translation>
    </message>
    <message>
        <source>A sign-in name has 2 to 32 letters, digits, dots, dashes or underscores.</source>
        <translation>Nama masuk terdiri atas 2 sampai 32 huruf, angka, titik, tanda hubung, atau garis bawah.</translation>
    </message>
    <message>
        <source>Give the name that others see.</source>
        <translation>Isi nama yang dilihat orang lain.</translation>
    </message>
    <message>
        <source>No folder for backups is configured at this station.</source>
        <translation>Folder cadangan belum diatur di stasiun ini.</translation>
    </message>
    <message>
        <source>There is no backup in the configured folder yet.</source>
        <translation>Belum ada cadangan di folder yang diatur.</translation>
    </message>
    <message>
        <source>The backup cannot be written. Is the disk there, and is it full?</source>
        <translation>Cadangan tidak dapat ditulis. Apakah disk terpasang dan tidak penuh?</translation>
    </message>
    <message>
        <source>Reading the chip failed. Go on without it and tell the technician.</source>
        <translation>Pembacaan cip gagal. Lanjutkan tanpa cip dan hubungi teknisi.</translation>
    </message>
    <message>
        <source>The chip was still being read.</source>
        <translation>Cip masih dibaca.</translation>
    </message>
    <message>
        <source>The file for another agency cannot be made or read. Tell the technician.</source>
        <translation>Berkas untuk instansi lain tidak dapat dibuat atau dibaca. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>This is not a file in the form that agencies exchange.</source>
        <translation>Ini bukan berkas dalam bentuk yang dipertukarkan antarinstansi.</translation>
    </message>
    <message>
        <source>This is not a finger or face record in a known form.</source>
        <translation>Ini bukan data jari atau wajah dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>Read the document first, then scan the seal again: it belongs to a document.</source>
        <translation>Baca dokumen lebih dahulu, lalu pindai segelnya lagi: segel itu milik suatu dokumen.</translation>
    </message>
    <message>
        <source>The file is no list or certificate of a state.</source>
        <translation>Berkas ini bukan daftar atau sertifikat negara.</translation>
    </message>
    <message>
        <source>No authority that is known here vouches for this list.</source>
        <translation>Tidak ada otoritas yang dikenal di sini yang menjamin daftar ini.</translation>
    </message>
    <message>
        <source>Two people must take a list in.</source>
        <translation>Daftar harus dimasukkan oleh dua orang.</translation>
    </message>
    <message>
        <source>The digits of the fingerprint are others. Do not take the list in.</source>
        <translation>Angka sidik digitalnya berbeda. Jangan masukkan daftar ini.</translation>
    </message>
    <message>
        <source>Two custodians must agree to exactly this list.</source>
        <translation>Dua penjaga daftar harus menyepakati tepat daftar ini.</translation>
    </message>
    <message>
        <source>This name or this key is a custodian&apos;s already.</source>
        <translation>Nama atau kunci ini sudah milik seorang penjaga daftar.</translation>
    </message>
    <message>
        <source>A newer list is there already.</source>
        <translation>Daftar yang lebih baru sudah ada.</translation>
    </message>
    <message>
        <source>There is no such list.</source>
        <translation>Tidak ada daftar seperti itu.</translation>
    </message>
    <message>
        <source>A list of the states cannot be read. Call the administrator.</source>
        <translation>Daftar negara tidak dapat dibaca. Hubungi administrator.</translation>
    </message>
    <message>
        <source>No document lies on the chip reader. Lay it down again.</source>
        <translation>Tidak ada dokumen di atas pembaca cip. Letakkan lagi.</translation>
    </message>
    <message>
        <source>The chip&apos;s answer cannot be used. Lay the document down again; if it happens twice, go on without the chip.</source>
        <translation>Jawaban cip tidak dapat digunakan. Letakkan lagi dokumennya; bila terulang, lanjutkan tanpa cip.</translation>
    </message>
    <message>
        <source>Another program is using the chip reader. Close it, or call the technician.</source>
        <translation>Program lain sedang memakai pembaca cip. Tutup program itu, atau hubungi teknisi.</translation>
    </message>
    <message>
        <source>Reading the chip was stopped.</source>
        <translation>Pembacaan cip dihentikan.</translation>
    </message>
    <message>
        <source>This slot reads cards with contacts only. Choose the contactless slot of the reader.</source>
        <translation>Slot ini hanya membaca kartu berkontak. Pilih slot nirsentuh pada pembaca.</translation>
    </message>
    <message>
        <source>Another program spoke to the chip meanwhile. Lay the document down again.</source>
        <translation>Program lain ikut berbicara dengan cip. Letakkan lagi dokumennya.</translation>
    </message>
    <message>
        <source>The chip does not open with this zone. Compare the number and the dates with the page.</source>
        <translation>Cip tidak terbuka dengan zona ini. Bandingkan nomor dan tanggal dengan halaman dokumen.</translation>
    </message>
    <message>
        <source>The document was lifted while its chip was read. Lay it down and leave it there.</source>
        <translation>Dokumen terangkat saat cipnya dibaca. Letakkan dan biarkan di tempatnya.</translation>
    </message>
    <message>
        <source>The chip does not answer. Turn the document or move it a little.</source>
        <translation>Cip tidak menjawab. Putar atau geser sedikit dokumennya.</translation>
    </message>
    <message>
        <source>Read the zone or type the number on the card first: the chip opens with it only.</source>
        <translation>Baca dahulu zona atau ketik nomor pada kartu: cip hanya terbuka dengannya.</translation>
    </message>
    <message>
        <source>This is no card access number: six digits on most documents.</source>
        <translation>Ini bukan nomor akses kartu: enam digit pada kebanyakan dokumen.</translation>
    </message>
    <message>
        <source>The chip does not open with this number. Compare it with the one on the document.</source>
        <translation>Cip tidak terbuka dengan nomor ini. Bandingkan dengan nomor pada dokumen.</translation>
    </message>
    <message>
        <source>This account may not use the chip reader. Call the technician.</source>
        <translation>Akun ini tidak boleh memakai pembaca cip. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>This chip is not that of a travel document.</source>
        <translation>Cip ini bukan cip dokumen perjalanan.</translation>
    </message>
    <message>
        <source>No chip reader is connected.</source>
        <translation>Tidak ada pembaca cip yang terhubung.</translation>
    </message>
    <message>
        <source>The chip reader was unplugged. Plug it in and lay the document down again.</source>
        <translation>Pembaca cip tercabut. Hubungkan dan letakkan lagi dokumennya.</translation>
    </message>
    <message>
        <source>The chip refuses what was asked. Go on without the chip and note it.</source>
        <translation>Cip menolak permintaan. Lanjutkan tanpa cip dan catat.</translation>
    </message>
    <message>
        <source>The service for chip readers does not run. Call the technician.</source>
        <translation>Layanan pembaca cip tidak berjalan. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The service for chip readers does not run: start pcscd, or the smart card service of Windows.</source>
        <translation>Layanan pembaca cip tidak berjalan: jalankan pcscd, atau layanan kartu pintar Windows.</translation>
    </message>
    <message>
        <source>The chip takes too long. Lay the document down again; if it happens twice, go on without the chip.</source>
        <translation>Cip terlalu lambat. Letakkan lagi dokumennya; bila terulang, lanjutkan tanpa cip.</translation>
    </message>
    <message>
        <source>The chip reader does not work as it should. Plug it in again, or call the technician.</source>
        <translation>Pembaca cip tidak bekerja semestinya. Hubungkan ulang, atau hubungi teknisi.</translation>
    </message>
    <message>
        <source>The file of the watchlist cannot be read.</source>
        <translation>Berkas daftar cekal tidak dapat dibaca.</translation>
    </message>
    <message>
        <source>An entry of this list bears the number of another list.</source>
        <translation>Sebuah entri daftar ini memakai nomor milik daftar lain.</translation>
    </message>
    <message>
        <source>This list would lose more than half of its entries. Check the file before you import it.</source>
        <translation>Daftar ini akan kehilangan lebih dari setengah entrinya. Periksa berkasnya sebelum diimpor.</translation>
    </message>
    <message>
        <source>Choose the visa class, or that none fits.</source>
        <translation>Pilih indeks visa, atau bahwa tidak ada yang sesuai.</translation>
    </message>
    <message>
        <source>An own national has no stay and needs no visa.</source>
        <translation>Warga negara Indonesia tidak memerlukan visa dan tidak diberi izin tinggal.</translation>
    </message>
    <message>
        <source>This class is not for this nationality.</source>
        <translation>Indeks ini tidak berlaku untuk kebangsaan ini.</translation>
    </message>
    <message>
        <source>This class is not for this kind of document.</source>
        <translation>Indeks ini tidak berlaku untuk jenis dokumen ini.</translation>
    </message>
    <message>
        <source>No day of this class is left by the register. Say that none fits.</source>
        <translation>Menurut catatan, tidak ada hari tersisa untuk indeks ini. Pilih bahwa tidak ada yang sesuai.</translation>
    </message>
    <message>
        <source>This class asks for a visa or permit: enter what was shown.</source>
        <translation>Indeks ini memerlukan visa atau izin: masukkan yang ditunjukkan.</translation>
    </message>
    <message>
        <source>Enter the day as 31 Jan 2026.</source>
        <translation>Isi tanggal seperti 31 Jan 2026.</translation>
    </message>
    <message>
        <source>The permit has ended. Say that no class fits.</source>
        <translation>Izin sudah berakhir. Pilih bahwa tidak ada indeks yang sesuai.</translation>
    </message>
    <message>
        <source>That day has not come yet.</source>
        <translation>Tanggal itu belum tiba.</translation>
    </message>
    <message>
        <source>Type at least two letters or digits.</source>
        <translation>Ketik sedikitnya dua huruf atau angka.</translation>
    </message>
    <message>
        <source>Type at least three letters or digits.</source>
        <translation>Ketik sedikitnya tiga huruf atau angka.</translation>
    </message>
    <message>
        <source>This reader is for checking identities only and gives no prints for a record. Use another one.</source>
        <translation>Pemindai ini hanya untuk pemeriksaan identitas dan tidak memberi sidik jari untuk arsip. Gunakan pemindai lain.</translation>
    </message>
    <message>
        <source>The reader is not registered yet. Call the technician.</source>
        <translation>Pemindai belum terdaftar. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The reader saw no finger in time. Try again.</source>
        <translation>Pemindai tidak melihat jari tepat waktu. Coba lagi.</translation>
    </message>
    <message>
        <source>The reader could not work on the picture. Try again.</source>
        <translation>Pemindai tidak dapat mengolah gambar. Coba lagi.</translation>
    </message>
    <message>
        <source>The reader says that it was opened or changed. Do not use it.</source>
        <translation>Pemindai menyatakan pernah dibuka atau diubah. Jangan digunakan.</translation>
    </message>
    <message>
        <source>The fingers lay the wrong way round. Place them again.</source>
        <translation>Jari diletakkan terbalik. Letakkan kembali.</translation>
    </message>
    <message>
        <source>The reader&apos;s key is over. Call the technician.</source>
        <translation>Masa berlaku kunci pemindai sudah habis. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The reader does not take so many fingers at once. Take one finger.</source>
        <translation>Pemindai tidak dapat mengambil jari sebanyak itu sekaligus. Ambil satu jari.</translation>
    </message>
    <message>
        <source>The reader is not ready yet. Wait a moment and try again.</source>
        <translation>Pemindai belum siap. Tunggu sebentar lalu coba lagi.</translation>
    </message>
    <message>
        <source>The reader is busy. Wait a moment and try again.</source>
        <translation>Pemindai sedang sibuk. Tunggu sebentar lalu coba lagi.</translation>
    </message>
    <message>
        <source>The reader does not take so many fingers. Take one finger.</source>
        <translation>Pemindai tidak dapat mengambil jari sebanyak itu. Ambil satu jari.</translation>
    </message>
    <message>
        <source>The reader does not know a finger that is marked missing.</source>
        <translation>Pemindai tidak mengenal jari yang ditandai tidak ada.</translation>
    </message>
    <message>
        <source>A finger that is marked missing is not of this hand.</source>
        <translation>Jari yang ditandai tidak ada bukan dari tangan ini.</translation>
    </message>
    <message>
        <source>The reader does not know a finger that is asked for.</source>
        <translation>Pemindai tidak mengenal jari yang diminta.</translation>
    </message>
    <message>
        <source>The reader&apos;s live picture stopped, and the capture with it. Try again.</source>
        <translation>Gambar langsung pemindai berhenti, begitu juga pengambilannya. Coba lagi.</translation>
    </message>
    <message>
        <source>No finger was placed in time. Try again.</source>
        <translation>Tidak ada jari yang diletakkan tepat waktu. Coba lagi.</translation>
    </message>
    <message>
        <source>The reader was busy with the other hand. Try again.</source>
        <translation>Pemindai sedang mengambil tangan yang lain. Coba lagi.</translation>
    </message>
    <message>
        <source>The reader is still busy with the last capture. Wait a moment.</source>
        <translation>Pemindai masih menyelesaikan pengambilan terakhir. Tunggu sebentar.</translation>
    </message>
    <message>
        <source>The reader&apos;s service does not find its reader. Plug it in again.</source>
        <translation>Layanan tidak menemukan pemindainya. Pasang kembali.</translation>
    </message>
    <message>
        <source>The reader has nothing for this finger. Check the missing fingers.</source>
        <translation>Pemindai tidak mendapat apa pun untuk jari ini. Periksa jari yang tidak ada.</translation>
    </message>
    <message>
        <source>The reader has nothing to take. Check which fingers are marked missing.</source>
        <translation>Tidak ada yang dapat diambil. Periksa jari mana yang ditandai tidak ada.</translation>
    </message>
    <message>
        <source>The reader&apos;s service runs for checking identities only. Call the technician.</source>
        <translation>Layanan pemindai berjalan hanya untuk verifikasi identitas. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The reader&apos;s service failed. Try again.</source>
        <translation>Layanan pemindai gagal. Coba lagi.</translation>
    </message>
    <message>
        <source>This reader is for records only. Use another one.</source>
        <translation>Pemindai ini hanya untuk pendataan. Gunakan pemindai lain.</translation>
    </message>
    <message>
        <source>The reader&apos;s service runs for records only. Call the technician.</source>
        <translation>Layanan pemindai berjalan hanya untuk pendataan. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The reader gave an earlier picture again. Lift the finger and try again; call the technician.</source>
        <translation>Pemindai memberi gambar yang sebelumnya lagi. Angkat jari dan coba lagi; hubungi teknisi.</translation>
    </message>
    <message>
        <source>No reader here takes several fingers at once. Take one finger.</source>
        <translation>Tidak ada pemindai di sini yang mengambil beberapa jari sekaligus. Ambil satu jari.</translation>
    </message>
    <message>
        <source>Several cameras bear the name in the settings. Call the technician.</source>
        <translation>Beberapa kamera memiliki nama yang ada di pengaturan. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The camera sent a picture that cannot be used.</source>
        <translation>Kamera mengirim gambar yang tidak dapat digunakan.</translation>
    </message>
    <message>
        <source>The new password is too short: at least 15 characters, 8 where you have a second factor.</source>
        <translation>Kata sandi baru terlalu pendek: sedikitnya 15 karakter, 8 bila Anda punya faktor kedua.</translation>
    </message>
    <message>
        <source>This password is among the first that anybody tries. Choose a few words of your own.</source>
        <translation>Kata sandi ini termasuk yang paling dulu dicoba orang. Pilih beberapa kata Anda sendiri.</translation>
    </message>
    <message>
        <source>One person gave both accounts their passwords, so they do not count as two. Let another administrator or the agency give one of them a new password.</source>
        <translation>Satu orang memberi kata sandi kedua akun, jadi keduanya tidak dihitung dua orang. Minta administrator lain atau instansi memberi salah satunya kata sandi baru.</translation>
    </message>
    <message>
        <source>The records here are older than what this station has done: no new visit. Call the administrator, and do not sign in with an old password.</source>
        <translation>Data di sini lebih lama daripada yang sudah dikerjakan stasiun ini: tidak ada pemeriksaan baru. Hubungi administrator, dan jangan masuk dengan kata sandi lama.</translation>
    </message>
    <message>
        <source>The station is open already in another window of this computer. Go on there.</source>
        <translation>Stasiun ini sudah terbuka di jendela lain komputer ini. Lanjutkan di sana.</translation>
    </message>
    <message>
        <source>This station&apos;s certificate for the central database has ended, so nothing is sent. Records wait here. Call the administrator: the agency renews it.</source>
        <translation>Sertifikat stasiun ini untuk basis data pusat telah berakhir, jadi tidak ada yang dikirim. Data menunggu di sini. Hubungi administrator: instansi memperbaruinya.</translation>
    </message>
    <message>
        <source>This station&apos;s certificate for the central database ends within 30 days. Have the agency renew it.</source>
        <translation>Sertifikat stasiun ini untuk basis data pusat berakhir dalam 30 hari. Minta instansi memperbaruinya.</translation>
    </message>
    <message>
        <source>The certificate of the agency&apos;s authority has ended, so nothing is sent. Records wait here. Call the administrator.</source>
        <translation>Sertifikat otoritas instansi telah berakhir, jadi tidak ada yang dikirim. Data menunggu di sini. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The certificate of the agency&apos;s authority ends within 30 days. Ask the agency for the new one.</source>
        <translation>Sertifikat otoritas instansi berakhir dalam 30 hari. Minta yang baru dari instansi.</translation>
    </message>
    <message>
        <source>The certificate for the central database is missing or cannot be read. Call the technician.</source>
        <translation>Sertifikat untuk basis data pusat tidak ada atau tidak dapat dibaca. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database does not allow this station to do that. Call the technician.</source>
        <translation>Basis data pusat tidak mengizinkan stasiun ini melakukan itu. Hubungi teknisi.</translation>
    </message>
    <message>
        <source>The central database does not take a record as it is. It stays here; call the technician.</source>
        <translation>Basis data pusat tidak menerima sebuah data seperti adanya. Data tetap di sini; hubungi teknisi.</translation>
    </message>
    <message>
        <source>What answers as the central database cannot prove that it is, or its certificate has ended. Nothing is sent; call the administrator.</source>
        <translation>Yang menjawab sebagai basis data pusat tidak dapat membuktikannya, atau sertifikatnya telah berakhir. Tidak ada yang dikirim; hubungi administrator.</translation>
    </message>
    <message>
        <source>The central database did not get a record whole; it is sent again.</source>
        <translation>Basis data pusat tidak menerima sebuah data secara utuh; data dikirim lagi.</translation>
    </message>
    <message>
        <source>The calibration of a device has ended. Have the technician calibrate it.</source>
        <translation>Kalibrasi sebuah perangkat telah berakhir. Minta teknisi mengalibrasinya.</translation>
    </message>
    <message>
        <source>The calibration of a device ends within 30 days. Calibrate it before then.</source>
        <translation>Kalibrasi sebuah perangkat berakhir dalam 30 hari. Kalibrasikan sebelum itu.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Identity and stay</source>
        <translation>Identitas dan izin tinggal</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>Captured on its own</source>
        <translation>Diambil otomatis</translation>
    </message>
    <message>
        <source>Fingers</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Verifikasi</translation>
    </message>
    <message>
        <source>Record, identities, watchlist</source>
        <translation>Data perlintasan, identitas, cekal</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Keputusan</translation>
    </message>
    <message>
        <source>Sign and seal</source>
        <translation>Tanda tangani dan segel</translation>
    </message>
    <message>
        <source>Not asked of this traveller</source>
        <translation>Tidak diminta</translation>
    </message>
    <message>
        <source>done</source>
        <translation>selesai</translation>
    </message>
    <message>
        <source>now</source>
        <translation>sekarang</translation>
    </message>
    <message>
        <source>comes later</source>
        <translation>menyusul</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>dilewati</translation>
    </message>
    <message>
        <source>{done} of {asked} taken</source>
        <translation>{done} dari {asked} diambil</translation>
    </message>
    <message>
        <source>Right hand first</source>
        <translation>Tangan kanan dahulu</translation>
    </message>
    <message>
        <source>Traveller</source>
        <translation>Pelintas</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>Kebangsaan</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Lahir</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Berlaku s.d.</translation>
    </message>
    <message>
        <source>Does not agree with the record</source>
        <translation>Tidak cocok dengan data perlintasan</translation>
    </message>
    <message>
        <source>and {count} more, named at the decision</source>
        <translation>dan {count} lagi, disebut pada keputusan</translation>
    </message>
    <message>
        <source>First crossing</source>
        <translation>Perlintasan pertama</translation>
    </message>
    <message>
        <source>On record</source>
        <translation>Tercatat</translation>
    </message>
    <message>
        <source>Elapsed {time}</source>
        <translation>Berjalan {time}</translation>
    </message>
</context>
<context>
    <name>ReasonList</name>
    <message>
        <source>Reason, needed</source>
        <translation>Alasan, wajib</translation>
    </message>
</context>
<context>
    <name>RightsScreen</name>
    <message>
        <source>Find a person</source>
        <translation>Cari orang</translation>
    </message>
    <message>
        <source>Name, or number of a document</source>
        <translation>Nama, atau nomor dokumen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>Reference of the request</source>
        <translation>Rujukan permintaan</translation>
    </message>
    <message>
        <source>Second person, sign-in name</source>
        <translation>Orang kedua, nama masuk</translation>
    </message>
    <message>
        <source>Second person, password</source>
        <translation>Orang kedua, kata sandi</translation>
    </message>
    <message>
        <source>An export holds everything in the clear. An erasure cannot be taken back; older backups keep it.</source>
        <translation>Ekspor memuat semuanya tanpa sandi. Penghapusan tidak dapat dibatalkan; cadangan lama masih menyimpannya.</translation>
    </message>
    <message>
        <source>People found: {count}. The search is recorded in the audit log.</source>
        <translation>Orang ditemukan: {count}. Pencarian ini tercatat di log audit.</translation>
    </message>
    <message>
        <source>Nobody is chosen</source>
        <translation>Belum ada yang dipilih</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Lahir</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Perlintasan</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>Perlintasan terakhir</translation>
    </message>
    <message>
        <source>Everything is written to {file}.</source>
        <translation>Semuanya ditulis ke {file}.</translation>
    </message>
    <message>
        <source>{visits} visits are erased; the proof is {file}. Remove older backups as well.</source>
        <translation>{visits} perlintasan dihapus; buktinya {file}. Hapus juga cadangan lama.</translation>
    </message>
    <message>
        <source>Travellers&apos; rights</source>
        <translation>Hak pelintas</translation>
    </message>
    <message>
        <source>On a lawful request: what this station keeps of a person is exported or erased.</source>
        <translation>Atas permintaan yang sah: data seseorang di stasiun ini diekspor atau dihapus.</translation>
    </message>
    <message>
        <source>Search by a name or a document&apos;s number, and choose a person.</source>
        <translation>Cari dengan nama atau nomor dokumen, lalu pilih orangnya.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Hapus</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Ekspor</translation>
    </message>
    <message>
        <source>ZIP file (*.zip)</source>
        <translation>Berkas ZIP (*.zip)</translation>
    </message>
    <message>
        <source>Proof (*.json)</source>
        <translation>Bukti (*.json)</translation>
    </message>
    <message>
        <source>Proof of the erasure</source>
        <translation>Bukti penghapusan</translation>
    </message>
    <message>
        <source>Second person, six digits of the authenticator if they have one</source>
        <translation>Orang kedua, enam angka autentikator bila ada</translation>
    </message>
    <message>
        <source>A second person must agree: name, password, and their digits or own finger on the scanner.</source>
        <translation>Orang kedua harus setuju: nama, kata sandi, dan enam angka atau jarinya sendiri di pemindai.</translation>
    </message>
</context>
<context>
    <name>RoomNav</name>
    <message>
        <source>Administration</source>
        <translation>Administrasi</translation>
    </message>
    <message>
        <source>Officers</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Hak</translation>
    </message>
    <message>
        <source>States&apos; lists</source>
        <translation>Daftar negara</translation>
    </message>
    <message>
        <source>Every change is recorded in the audit log under your name.</source>
        <translation>Setiap perubahan tercatat di log audit atas nama Anda.</translation>
    </message>
</context>
<context>
    <name>SealNotice</name>
    <message>
        <source>Seal</source>
        <translation>Segel</translation>
    </message>
    <message>
        <source>{paper} {country}: {result}.</source>
        <translation>{paper} {country}: {result}.</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} hari</translation>
    </message>
    <message>
        <source>{count} months</source>
        <translation>{count} bulan</translation>
    </message>
    <message>
        <source>{count} years</source>
        <translation>{count} tahun</translation>
    </message>
    <message>
        <source>Stay: {stay}</source>
        <translation>Lama tinggal: {stay}</translation>
    </message>
    <message>
        <source>any number</source>
        <translation>tidak dibatasi</translation>
    </message>
    <message>
        <source>entries: {count}</source>
        <translation>kali masuk: {count}</translation>
    </message>
    <message>
        <source>for passport {number}</source>
        <translation>untuk paspor {number}</translation>
    </message>
</context>
<context>
    <name>SecretCard</name>
    <message>
        <source>Let {officer} photograph this code with the authenticator now. It is not shown again.</source>
        <translation>Minta {officer} memotret kode ini dengan autentikator sekarang. Kode tidak ditampilkan lagi.</translation>
    </message>
    <message>
        <source>QR code of the authenticator secret</source>
        <translation>Kode QR rahasia autentikator</translation>
    </message>
    <message>
        <source>Address of the authenticator secret</source>
        <translation>Alamat rahasia autentikator</translation>
    </message>
    <message>
        <source>Tell {officer} this temporary password now. It is not shown again.</source>
        <translation>Beri tahu {officer} kata sandi sementara ini sekarang. Kata sandi tidak ditampilkan lagi.</translation>
    </message>
    <message>
        <source>Temporary password</source>
        <translation>Kata sandi sementara</translation>
    </message>
</context>
<context>
    <name>SettingForm</name>
    <message>
        <source>Lens to chart</source>
        <translation>Lensa ke bagan</translation>
    </message>
    <message>
        <source>Lens height</source>
        <translation>Tinggi lensa</translation>
    </message>
    <message>
        <source>Moves up</source>
        <translation>Naik</translation>
    </message>
    <message>
        <source>Moves down</source>
        <translation>Turun</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Bagan</translation>
    </message>
    <message>
        <source>Number on its paper</source>
        <translation>Nomor pada suratnya</translation>
    </message>
</context>
<context>
    <name>Sharpness</name>
    <message>
        <source>No picture yet</source>
        <translation>Belum ada gambar</translation>
    </message>
    <message>
        <source>No chart in view. Fine structure: {share} % of the best seen</source>
        <translation>Bagan tidak terlihat. Struktur halus: {share} % dari yang terbaik</translation>
    </message>
    <message>
        <source>Sharpness {value} cycles a pixel, best seen {best}, at least {limit}</source>
        <translation>Ketajaman {value} siklus per piksel, terbaik {best}, minimal {limit}</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>Side panel</source>
        <translation>Panel samping</translation>
    </message>
    <message>
        <source>Biometric Station</source>
        <translation>Stasiun Biometrik</translation>
    </message>
</context>
<context>
    <name>ShotStrip</name>
    <message>
        <source>Picture {number}</source>
        <translation>Gambar {number}</translation>
    </message>
</context>
<context>
    <name>SignStrip</name>
    <message>
        <source>You sign as {name}</source>
        <translation>Anda menandatangani sebagai {name}</translation>
    </message>
</context>
<context>
    <name>SoFarPanel</name>
    <message>
        <source>Nothing is decided here: the check compares the picture that is used.</source>
        <translation>Di sini belum ada keputusan: verifikasi membandingkan gambar yang dipakai.</translation>
    </message>
    <message>
        <source>Comparing with the record …</source>
        <translation>Membandingkan dengan data perlintasan …</translation>
    </message>
    <message>
        <source>Not compared with the record yet</source>
        <translation>Belum dibandingkan dengan data perlintasan</translation>
    </message>
    <message>
        <source>So far looks like the record</source>
        <translation>Sejauh ini mirip data perlintasan</translation>
    </message>
    <message>
        <source>So far does not look like the record</source>
        <translation>Sejauh ini tidak mirip data perlintasan</translation>
    </message>
    <message>
        <source>{agree} of {seen} live pictures agree</source>
        <translation>{agree} dari {seen} gambar langsung cocok</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>Cocok</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Berbeda</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Menunggu</translation>
    </message>
</context>
<context>
    <name>StateListTable</name>
    <message>
        <source>List</source>
        <translation>Daftar</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Dari</translation>
    </message>
    <message>
        <source>Dated</source>
        <translation>Tertanggal</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Isi</translation>
    </message>
    <message>
        <source>State of it</source>
        <translation>Keadaan</translation>
    </message>
    <message>
        <source>Lists of the states</source>
        <translation>Daftar dari negara-negara</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>Tidak terbaca</translation>
    </message>
    <message>
        <source>Not agreed</source>
        <translation>Tidak disepakati</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Terlambat</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Dipakai</translation>
    </message>
    <message>
        <source>{days} days old</source>
        <translation>Usia {days} hari</translation>
    </message>
</context>
<context>
    <name>StatesScreen</name>
    <message>
        <source>What documents are judged by</source>
        <translation>Dasar penilaian dokumen</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>Sidik digital (SHA-256)</translation>
    </message>
    <message>
        <source>Compare it with the one that the state or the agency gives out, digit by digit, not from this file.</source>
        <translation>Bandingkan angka demi angka dengan yang diterbitkan negara itu atau instansi, bukan dari berkas ini.</translation>
    </message>
    <message>
        <source>none kept</source>
        <translation>tidak ada</translation>
    </message>
    <message>
        <source>of {states} states</source>
        <translation>dari {states} negara</translation>
    </message>
    <message>
        <source>{keys} keys of authorities · revocations: {revoked} · lists of deviations: {deviations}</source>
        <translation>{keys} kunci otoritas · pencabutan: {revoked} · daftar penyimpangan: {deviations}</translation>
    </message>
    <message>
        <source>Custodians: {names}</source>
        <translation>Penjaga daftar: {names}</translation>
    </message>
    <message>
        <source>The agency has no custodians: the names of the two people are typed.</source>
        <translation>Instansi tidak memiliki penjaga daftar: nama kedua orang diketik.</translation>
    </message>
    <message>
        <source>Reading the lists …</source>
        <translation>Membaca daftar …</translation>
    </message>
    <message>
        <source>The demonstration trusts the states that it plays, and no others.</source>
        <translation>Demonstrasi hanya memercayai negara yang diperankannya.</translation>
    </message>
    <message>
        <source>There is no list: whether a document is genuine stays undetermined. The agency takes lists in and sends them, over the line or on the disk.</source>
        <translation>Belum ada daftar: keaslian dokumen tidak dapat dipastikan. Instansi menerima daftar dan mengirimkannya, lewat jaringan atau disk.</translation>
    </message>
    <message>
        <source>No two custodians agreed to {count} of the lists: they do not count. Tell the agency.</source>
        <translation>{count} daftar tidak disepakati dua penjaga daftar, jadi tidak dipakai. Beri tahu instansi.</translation>
    </message>
    <message>
        <source>{count} lists are overdue or not readable. Ask the agency for newer ones.</source>
        <translation>{count} daftar terlambat atau tidak terbaca. Minta yang lebih baru kepada instansi.</translation>
    </message>
    <message>
        <source>The oldest list is {days} days old.</source>
        <translation>Daftar tertua berusia {days} hari.</translation>
    </message>
    <message>
        <source>None of the lists says a day of its own.</source>
        <translation>Tidak ada daftar yang menyebut tanggalnya sendiri.</translation>
    </message>
    <message>
        <source>two custodians, signatures checked here</source>
        <translation>dua penjaga daftar, tanda tangan diperiksa di sini</translation>
    </message>
    <message>
        <source>names that were typed at the agency</source>
        <translation>nama yang diketik di instansi</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Dari</translation>
    </message>
    <message>
        <source>Kept as</source>
        <translation>Disimpan sebagai</translation>
    </message>
    <message>
        <source>Dated</source>
        <translation>Tertanggal</translation>
    </message>
    <message>
        <source>says no day</source>
        <translation>tanpa tanggal</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Berlaku s.d.</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Isi</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versi</translation>
    </message>
    <message>
        <source>{version}, {size} kB</source>
        <translation>{version}, {size} kB</translation>
    </message>
    <message>
        <source>Taken in by</source>
        <translation>Diterima oleh</translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation>{first} dan {second}</translation>
    </message>
    <message>
        <source>By the word of</source>
        <translation>Berdasarkan</translation>
    </message>
    <message>
        <source>Taken in on</source>
        <translation>Diterima pada</translation>
    </message>
    <message>
        <source>Vouched for by</source>
        <translation>Dijamin oleh</translation>
    </message>
    <message>
        <source>its fingerprint alone</source>
        <translation>sidik digitalnya saja</translation>
    </message>
    <message>
        <source>States&apos; lists</source>
        <translation>Daftar negara</translation>
    </message>
    <message>
        <source>Master lists, certificates, revocations and deviations that the agency sent.</source>
        <translation>Daftar induk, sertifikat, pencabutan, dan penyimpangan yang dikirim instansi.</translation>
    </message>
    <message>
        <source>Alt+1 to Alt+4 turn the pages of this room.</source>
        <translation>Alt+1 sampai Alt+4 membuka halaman ruang ini.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
</context>
<context>
    <name>StayCard</name>
    <message>
        <source>Stay</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>Purpose of visit</source>
        <translation>Tujuan kunjungan</translation>
    </message>
    <message>
        <source>Visa class</source>
        <translation>Indeks visa</translation>
    </message>
    <message>
        <source>Days asked for</source>
        <translation>Lama tinggal (hari)</translation>
    </message>
    <message>
        <source>Last permitted day</source>
        <translation>Izin tinggal s.d.</translation>
    </message>
    <message>
        <source>Classes and lists are examples until the agency confirms them.</source>
        <translation>Indeks dan daftar ini contoh sampai disahkan oleh Direktorat Jenderal Imigrasi.</translation>
    </message>
    <message>
        <source>No class fits: refer</source>
        <translation>Tidak ada indeks yang sesuai: rujuk</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>tanpa batas</translation>
    </message>
</context>
<context>
    <name>StayHistory</name>
    <message>
        <source>What the traveller shows</source>
        <translation>Bukti yang ditunjukkan</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Terapkan</translation>
    </message>
    <message>
        <source>Number of the receipt</source>
        <translation>Nomor bukti bayar</translation>
    </message>
    <message>
        <source>Day that it names</source>
        <translation>Tanggal pada bukti</translation>
    </message>
    <message>
        <source>Last crossing: {direction}, {day}</source>
        <translation>Perlintasan terakhir: {direction}, {day}</translation>
    </message>
    <message>
        <source>No earlier crossing</source>
        <translation>Belum pernah melintas</translation>
    </message>
    <message>
        <source>In the country since {day}</source>
        <translation>Di Indonesia sejak {day}</translation>
    </message>
    <message>
        <source>{visa}, last day {day}</source>
        <translation>{visa}, izin tinggal s.d. {day}</translation>
    </message>
    <message>
        <source>{days} days used</source>
        <translation>{days} hari terpakai</translation>
    </message>
    <message>
        <source>{days} days over</source>
        <translation>{days} hari melewati izin</translation>
    </message>
    <message>
        <source>fee {fee}</source>
        <translation>biaya beban {fee}</translation>
    </message>
    <message>
        <source>shown: {proof}, {day}</source>
        <translation>ditunjukkan: {proof}, {day}</translation>
    </message>
    <message>
        <source>receipt {number}</source>
        <translation>bukti bayar {number}</translation>
    </message>
    <message>
        <source>by these records, complete since {day}</source>
        <translation>menurut catatan ini, lengkap sejak {day}</translation>
    </message>
    <message>
        <source>this station only</source>
        <translation>hanya stasiun ini</translation>
    </message>
    <message>
        <source>central heard {time}</source>
        <translation>kabar terakhir dari pusat {time}</translation>
    </message>
</context>
<context>
    <name>StayTable</name>
    <message>
        <source>Stays</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>From, to</source>
        <translation>Dari, sampai</translation>
    </message>
    <message>
        <source>May stay until</source>
        <translation>Izin tinggal s.d.</translation>
    </message>
    <message>
        <source>How it stands</source>
        <translation>Keadaan</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Masih berjalan</translation>
    </message>
</context>
<context>
    <name>StaysScreen</name>
    <message>
        <source>What happened</source>
        <translation>Riwayat</translation>
    </message>
    <message>
        <source>{shown} of {all}, as of {time}, by these records.</source>
        <translation>{shown} dari {all}, per {time}, menurut catatan ini.</translation>
    </message>
    <message>
        <source>They begin on {day}.</source>
        <translation>Data dimulai pada {day}.</translation>
    </message>
    <message>
        <source>Only crossings of this station: somebody may have left elsewhere.</source>
        <translation>Hanya perlintasan di stasiun ini: seseorang mungkin sudah keluar di tempat lain.</translation>
    </message>
    <message>
        <source>One stay</source>
        <translation>Satu izin tinggal</translation>
    </message>
    <message>
        <source>Choose a stay: who it is and everything that happened stand here.</source>
        <translation>Pilih izin tinggal: identitas dan riwayatnya tampil di sini.</translation>
    </message>
    <message>
        <source>{visa} · came {came} · may stay until {until}</source>
        <translation>{visa} · masuk {came} · izin tinggal s.d. {until}</translation>
    </message>
    <message>
        <source>Other stays of this person on record: {count}.</source>
        <translation>Izin tinggal lain orang ini yang tercatat: {count}.</translation>
    </message>
    <message>
        <source>A presumption by these records: the traveller may show otherwise. The counter asks before anything follows.</source>
        <translation>Dugaan menurut catatan ini: pelintas dapat menunjukkan sebaliknya. Loket bertanya sebelum ada tindakan.</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>Who is in the country by these records, and until when. Every list that is opened is in the audit log.</source>
        <translation>Siapa yang berada di dalam negeri menurut catatan ini, dan sampai kapan. Setiap daftar yang dibuka dicatat dalam log audit.</translation>
    </message>
    <message>
        <source>The arrow keys go through the list.</source>
        <translation>Tombol panah menelusuri daftar.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Lanjut</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>StepForm</name>
    <message>
        <source>Choose …</source>
        <translation>Pilih …</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Progress of this step</source>
        <translation>Kemajuan langkah ini</translation>
    </message>
</context>
<context>
    <name>SupervisorScreen</name>
    <message>
        <source>At the counter and on record</source>
        <translation>Di loket dan data perlintasan</translation>
    </message>
    <message>
        <source>The ruling</source>
        <translation>Putusan</translation>
    </message>
    <message>
        <source>Your first look</source>
        <translation>Pengamatan awal Anda</translation>
    </message>
    <message>
        <source>Your decision</source>
        <translation>Putusan Anda</translation>
    </message>
    <message>
        <source>opinion {number}</source>
        <translation>pendapat {number}</translation>
    </message>
    <message>
        <source>First look</source>
        <translation>Pengamatan awal</translation>
    </message>
    <message>
        <source>Of the comparison the record says: {finding}.</source>
        <translation>Tentang perbandingan, data perlintasan mencatat: {finding}.</translation>
    </message>
    <message>
        <source>Look first. Scores, names and the counter&apos;s view open after your first look, and both are kept.</source>
        <translation>Amati dahulu. Skor, nama dan penilaian loket terbuka setelah pengamatan awal Anda; keduanya disimpan.</translation>
    </message>
    <message>
        <source>Nothing was taken at the counter</source>
        <translation>Tidak ada yang diambil di loket</translation>
    </message>
    <message>
        <source>No picture on record</source>
        <translation>Tidak ada gambar pada data perlintasan</translation>
    </message>
    <message>
        <source>At the counter</source>
        <translation>Di loket</translation>
    </message>
    <message>
        <source>On record</source>
        <translation>Data perlintasan</translation>
    </message>
    <message>
        <source>quality too low</source>
        <translation>mutu terlalu rendah</translation>
    </message>
    <message>
        <source>Page on record</source>
        <translation>Halaman data perlintasan</translation>
    </message>
    <message>
        <source>Page at the counter</source>
        <translation>Halaman di loket</translation>
    </message>
    <message>
        <source>In the chip at the counter</source>
        <translation>Dalam cip di loket</translation>
    </message>
    <message>
        <source>In the chip on record</source>
        <translation>Dalam cip data perlintasan</translation>
    </message>
    <message>
        <source>quality {value}</source>
        <translation>mutu {value}</translation>
    </message>
    <message>
        <source>Circle: ridge ending. Square: fork.</source>
        <translation>Lingkaran: ujung alur. Kotak: percabangan.</translation>
    </message>
    <message>
        <source>No minutiae agree well enough to be joined. Circle: ridge ending. Square: fork.</source>
        <translation>Tidak ada minutia yang cukup sesuai untuk dihubungkan. Lingkaran: ujung alur. Kotak: percabangan.</translation>
    </message>
    <message>
        <source>Joined: the score rests on these. Pale: no partner. Circle: ridge ending. Square: fork.</source>
        <translation>Terhubung: dasar skor. Pucat: tanpa pasangan. Lingkaran: ujung alur. Kotak: percabangan.</translation>
    </message>
    <message>
        <source>{ruling}, ruled by {supervisor} at {time}</source>
        <translation>{ruling}, diputuskan oleh {supervisor} pada {time}</translation>
    </message>
    <message>
        <source>A colleague must rule on this case; you took part in it.</source>
        <translation>Rekan harus memutuskan kasus ini; Anda terlibat di dalamnya.</translation>
    </message>
    <message>
        <source>Back to the officer</source>
        <translation>Kembali ke petugas</translation>
    </message>
    <message>
        <source>Raised by {counter} at {time}</source>
        <translation>Diajukan {counter} pada {time}</translation>
    </message>
    <message>
        <source>Your opinion is kept and covered. Another supervisor is asked.</source>
        <translation>Pendapat Anda disimpan dan ditutup. Penyelia lain diminta.</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Kasus</translation>
    </message>
    <message>
        <source>What speaks for and against</source>
        <translation>Hal yang mendukung dan menyangkal</translation>
    </message>
    <message>
        <source>Choose a case from the queue.</source>
        <translation>Pilih kasus dari antrean.</translation>
    </message>
    <message>
        <source>No case is waiting.</source>
        <translation>Tidak ada kasus menunggu.</translation>
    </message>
    <message>
        <source>Keep the first look</source>
        <translation>Simpan pengamatan awal</translation>
    </message>
    <message>
        <source>This case is ruled. It can be opened again with a reason.</source>
        <translation>Kasus ini sudah diputuskan. Dapat dibuka kembali dengan alasan.</translation>
    </message>
    <message>
        <source>Say with 1, 2 or 3 what the pictures show.</source>
        <translation>Nyatakan dengan 1, 2 atau 3 apa yang tampak pada gambar.</translation>
    </message>
    <message>
        <source>The ruling is recorded, and the counter that waits sees it.</source>
        <translation>Putusan dicatat, dan loket yang menunggu melihatnya.</translation>
    </message>
    <message>
        <source>Up and down choose a case, Enter opens it.</source>
        <translation>Panah atas dan bawah memilih kasus, Enter membukanya.</translation>
    </message>
    <message>
        <source>The ruling goes into the audit log and to the counter that waits.</source>
        <translation>Putusan masuk ke log audit dan ke loket yang menunggu.</translation>
    </message>
    <message>
        <source>Rule with 1, 2 or 3, choose the reason and write a note.</source>
        <translation>Putuskan dengan 1, 2, atau 3, pilih alasan, dan tulis catatan.</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Baca ulang</translation>
    </message>
    <message>
        <source>Record the ruling</source>
        <translation>Catat putusan</translation>
    </message>
</context>
<context>
    <name>SwitchRow</name>
    <message>
        <source>Exposure</source>
        <translation>Eksposur</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>Fokus</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Otomatis</translation>
    </message>
</context>
<context>
    <name>TechnicianScreen</name>
    <message>
        <source>Self-test and calibration</source>
        <translation>Uji mandiri dan kalibrasi</translation>
    </message>
    <message>
        <source>Live picture of the device</source>
        <translation>Gambar langsung perangkat</translation>
    </message>
    <message>
        <source>No live picture</source>
        <translation>Tidak ada gambar langsung</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Perangkat</translation>
    </message>
    <message>
        <source>Emulated</source>
        <translation>Tiruan</translation>
    </message>
    <message>
        <source>Camera bench</source>
        <translation>Uji kamera</translation>
    </message>
    <message>
        <source>The self-test is running …</source>
        <translation>Uji mandiri berjalan …</translation>
    </message>
    <message>
        <source>Working out the result …</source>
        <translation>Menghitung hasil …</translation>
    </message>
    <message>
        <source>Certificate {certificate} is saved as {file}.</source>
        <translation>Sertifikat {certificate} disimpan sebagai {file}.</translation>
    </message>
    <message>
        <source>Self-test with a document</source>
        <translation>Uji mandiri dengan dokumen</translation>
    </message>
    <message>
        <source>Calibration {certificate} is stored with the device.</source>
        <translation>Kalibrasi {certificate} disimpan bersama perangkat.</translation>
    </message>
    <message>
        <source>Calibration {certificate} is stored; some values lie outside their limits.</source>
        <translation>Kalibrasi {certificate} disimpan; sebagian nilai di luar batas.</translation>
    </message>
    <message>
        <source>The self-test passed.</source>
        <translation>Uji mandiri lulus.</translation>
    </message>
    <message>
        <source>The self-test failed.</source>
        <translation>Uji mandiri gagal.</translation>
    </message>
    <message>
        <source>The whole document in {seconds} s with {commands} commands, opened by {way}; at most {limit} s.</source>
        <translation>Seluruh dokumen dalam {seconds} detik dengan {commands} perintah, dibuka dengan {way}; paling lama {limit} detik.</translation>
    </message>
    <message>
        <source>Set the chart upright before the lens, measure how the camera stands, focus, then measure.</source>
        <translation>Tegakkan bagan di depan lensa, catat posisi kamera, atur fokus, lalu ukur.</translation>
    </message>
    <message>
        <source>Reading the document: {share} %. Leave it on the reader.</source>
        <translation>Membaca dokumen: {share} %. Biarkan di atas pembaca.</translation>
    </message>
    <message>
        <source>The report of the self-test is saved as {file}. Nobody is named in it.</source>
        <translation>Laporan uji mandiri disimpan sebagai {file}. Tidak ada nama orang di dalamnya.</translation>
    </message>
    <message>
        <source>The chart is saved as {file}. Print it at 100 %: 280 x 200 mm, measured along its edges.</source>
        <translation>Bagan disimpan sebagai {file}. Cetak pada 100 %: 280 x 200 mm, diukur pada tepinya.</translation>
    </message>
    <message>
        <source>Clean the platen with the cloth, then wait until it is dry.</source>
        <translation>Bersihkan kaca dengan kain, lalu tunggu sampai kering.</translation>
    </message>
    <message>
        <source>Cover the platen; no light may reach it.</source>
        <translation>Tutup kaca; cahaya tidak boleh masuk.</translation>
    </message>
    <message>
        <source>Lay the white target on the platen; no finger, no dust.</source>
        <translation>Letakkan sasaran putih di kaca; tanpa jari, tanpa debu.</translation>
    </message>
    <message>
        <source>Lay the bar target down, its bars across the finger, straight to half a degree.</source>
        <translation>Letakkan sasaran garis melintang jari, lurus sampai setengah derajat.</translation>
    </message>
    <message>
        <source>Turn the bar target by 90 degrees: its bars run along the finger.</source>
        <translation>Putar sasaran garis 90 derajat: garisnya searah jari.</translation>
    </message>
    <message>
        <source>Lay the step wedge on the platen.</source>
        <translation>Letakkan baji tingkat di kaca.</translation>
    </message>
    <message>
        <source>Lay the bar chart on the platen, across the finger.</source>
        <translation>Letakkan bagan garis di kaca, melintang jari.</translation>
    </message>
    <message>
        <source>Turn the bar chart by 90 degrees, along the finger.</source>
        <translation>Putar bagan garis 90 derajat, searah jari.</translation>
    </message>
    <message>
        <source>Place a finger as a traveller would.</source>
        <translation>Letakkan jari seperti seorang pelintas.</translation>
    </message>
    <message>
        <source>Work out the result</source>
        <translation>Hitung hasil</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Simpan laporan</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Hentikan</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Ukur</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Simpan bagan</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Langkah lanjut</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrasi</translation>
    </message>
    <message>
        <source>Choose a device on the left.</source>
        <translation>Pilih perangkat di kiri.</translation>
    </message>
    <message>
        <source>PDF file (*.pdf);;JSON file (*.json)</source>
        <translation>Berkas PDF (*.pdf);;Berkas JSON (*.json)</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Perangkat</translation>
    </message>
    <message>
        <source>Writing the file …</source>
        <translation>Menulis berkas …</translation>
    </message>
    <message>
        <source>Measuring the chart: {share} %. Keep chart and camera still.</source>
        <translation>Mengukur bagan: {share} %. Jaga bagan dan kamera tetap diam.</translation>
    </message>
    <message>
        <source>Every reader and camera of this station, how it is, and its calibration.</source>
        <translation>Setiap pemindai dan kamera stasiun ini, keadaannya, dan kalibrasinya.</translation>
    </message>
    <message>
        <source>Save certificate</source>
        <translation>Simpan sertifikat</translation>
    </message>
    <message>
        <source>From the start</source>
        <translation>Dari awal</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Lewati</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Uji mandiri</translation>
    </message>
    <message>
        <source>PDF file (*.pdf)</source>
        <translation>Berkas PDF (*.pdf)</translation>
    </message>
</context>
<context>
    <name>TestTable</name>
    <message>
        <source>Point</source>
        <translation>Hal</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Keadaan</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Temuan</translation>
    </message>
    <message>
        <source>Self-test of the station</source>
        <translation>Uji mandiri stasiun</translation>
    </message>
    <message>
        <source>well</source>
        <translation>baik</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>perlu dikerjakan</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Whole</source>
        <translation>Utuh</translation>
    </message>
    <message>
        <source>Tied</source>
        <translation>Terikat</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Tumpuk</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Kedip</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Balik</translation>
    </message>
    <message>
        <source>Enhance</source>
        <translation>Kontras</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Cermin</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Tanda</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Perbesar</translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>New visitor</source>
        <translation>Pelintas baru</translation>
    </message>
    <message>
        <source>Choose a traveller above and press “Scan its lines”; face, fingers and check follow.</source>
        <translation>Pilih pelintas di atas lalu tekan “Pindai barisnya”; wajah, jari, dan verifikasi menyusul.</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Datang kembali</translation>
    </message>
    <message>
        <source>Serve the same traveller once more: the station knows them and compares with the record.</source>
        <translation>Layani pelintas yang sama sekali lagi: stasiun mengenalnya dan membandingkan dengan data perlintasan.</translation>
    </message>
    <message>
        <source>Impostor</source>
        <translation>Penyaru</translation>
    </message>
    <message>
        <source>Let one traveller show the document of another: face and fingers do not agree with it.</source>
        <translation>Biarkan seorang pelintas menunjukkan dokumen orang lain: wajah dan jarinya tidak cocok.</translation>
    </message>
    <message>
        <source>Departure</source>
        <translation>Keberangkatan</translation>
    </message>
    <message>
        <source>Choose “Departure” in the stay card: the stay that is open here is looked at and closed.</source>
        <translation>Pilih “Keberangkatan” pada kartu izin tinggal: izin tinggal yang masih berjalan diperiksa dan ditutup.</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Kasus</translation>
    </message>
    <message>
        <source>Where something does not agree, call the supervisor; sign in as supervisor to rule.</source>
        <translation>Bila ada yang tidak cocok, hubungi penyelia; masuk sebagai penyelia untuk memutuskan.</translation>
    </message>
    <message>
        <source>Tour {step} of {count}: {title}</source>
        <translation>Tur {step} dari {count}: {title}</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Sebelumnya</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>Akhiri tur</translation>
    </message>
    <message>
        <source>Next sentence</source>
        <translation>Kalimat berikutnya</translation>
    </message>
    <message>
        <source>Skip the tour</source>
        <translation>Lewati tur</translation>
    </message>
</context>
<context>
    <name>TravellerTable</name>
    <message>
        <source>Travellers who were found</source>
        <translation>Pelintas yang ditemukan</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Last crossing</source>
        <translation>Perlintasan terakhir</translation>
    </message>
</context>
<context>
    <name>UserMenu</name>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Menu of {officer}, {role}</source>
        <translation>Menu {officer}, {role}</translation>
    </message>
    <message>
        <source>Language, theme, text size, help, leaving</source>
        <translation>Bahasa, tema, ukuran teks, bantuan, keluar</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Terang</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Gelap</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Kontras tinggi</translation>
    </message>
    <message>
        <source>Text size: {percent} %</source>
        <translation>Ukuran teks: {percent} %</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Teks lebih besar</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Teks lebih kecil</translation>
    </message>
    <message>
        <source>Past travellers</source>
        <translation>Pelintas terdahulu</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Izin tinggal</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Angka</translation>
    </message>
    <message>
        <source>Keys of this page</source>
        <translation>Tombol halaman ini</translation>
    </message>
    <message>
        <source>Tour of the demonstration</source>
        <translation>Tur demonstrasi</translation>
    </message>
    <message>
        <source>Lock the screen</source>
        <translation>Kunci layar</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Keluar</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Bahasa</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
</context>
<context>
    <name>VetoPanel</name>
    <message>
        <source>Decide against the quality check</source>
        <translation>Putuskan lain dari pemeriksaan mutu</translation>
    </message>
    <message>
        <source>Reason, in a few words</source>
        <translation>Alasan, secara singkat</translation>
    </message>
    <message>
        <source>Reason of the veto</source>
        <translation>Alasan putusan petugas</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Clean platen</source>
        <translation>Kaca bersih</translation>
    </message>
    <message>
        <source>Dark frames</source>
        <translation>Citra gelap</translation>
    </message>
    <message>
        <source>Flat field</source>
        <translation>Bidang rata</translation>
    </message>
    <message>
        <source>Bar target, along the finger</source>
        <translation>Sasaran garis, searah jari</translation>
    </message>
    <message>
        <source>Bar target, across the finger</source>
        <translation>Sasaran garis, melintang jari</translation>
    </message>
    <message>
        <source>Step wedge</source>
        <translation>Baji tingkat</translation>
    </message>
    <message>
        <source>Bar chart, across the finger</source>
        <translation>Bagan garis, melintang jari</translation>
    </message>
    <message>
        <source>Bar chart, along the finger</source>
        <translation>Bagan garis, searah jari</translation>
    </message>
    <message>
        <source>A finger to verify</source>
        <translation>Jari untuk verifikasi</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Lulus</translation>
    </message>
    <message>
        <source>The traveller has left</source>
        <translation>Pelintas telah pergi</translation>
    </message>
    <message>
        <source>The wrong document was laid down</source>
        <translation>Dokumen yang diletakkan salah</translation>
    </message>
    <message>
        <source>Goes on at another counter</source>
        <translation>Dilanjutkan di loket lain</translation>
    </message>
    <message>
        <source>The equipment does not work</source>
        <translation>Peralatan tidak berfungsi</translation>
    </message>
    <message>
        <source>Opened by mistake</source>
        <translation>Dibuka karena keliru</translation>
    </message>
    <message>
        <source>It has no machine readable lines</source>
        <translation>Tidak memiliki baris yang dapat dibaca mesin</translation>
    </message>
    <message>
        <source>Border pass, travel letter or laissez-passer</source>
        <translation>Pas lintas batas, surat perjalanan, atau laissez-passer</translation>
    </message>
    <message>
        <source>The lines are damaged</source>
        <translation>Baris rusak</translation>
    </message>
    <message>
        <source>The lines follow no known form</source>
        <translation>Baris tidak mengikuti format yang dikenal</translation>
    </message>
    <message>
        <source>Neither reader nor camera works</source>
        <translation>Alat pembaca dan kamera tidak berfungsi</translation>
    </message>
    <message>
        <source>Genuine</source>
        <translation>Asli</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gagal</translation>
    </message>
    <message>
        <source>Undetermined</source>
        <translation>Belum pasti</translation>
    </message>
    <message>
        <source>Not supported</source>
        <translation>Tidak didukung</translation>
    </message>
    <message>
        <source>Broken off</source>
        <translation>Terputus</translation>
    </message>
    <message>
        <source>Chip and traveller</source>
        <translation>Cip dan pelintas</translation>
    </message>
    <message>
        <source>Chip and page</source>
        <translation>Cip dan halaman</translation>
    </message>
    <message>
        <source>Page and traveller</source>
        <translation>Halaman dan pelintas</translation>
    </message>
    <message>
        <source>Chip and page show one person, the traveller is another: perhaps somebody else&apos;s document.</source>
        <translation>Cip dan halaman menunjukkan orang yang sama, pelintas orang lain: mungkin dokumen milik orang lain.</translation>
    </message>
    <message>
        <source>Chip and traveller agree, the page shows somebody else: perhaps its photograph was replaced.</source>
        <translation>Cip dan pelintas cocok, halaman menunjukkan orang lain: mungkin fotonya diganti.</translation>
    </message>
    <message>
        <source>Page and traveller agree, the chip shows somebody else: perhaps its picture was replaced.</source>
        <translation>Halaman dan pelintas cocok, cip menunjukkan orang lain: mungkin gambarnya diganti.</translation>
    </message>
    <message>
        <source>Chip, page and traveller show three different faces.</source>
        <translation>Cip, halaman, dan pelintas menunjukkan tiga wajah berbeda.</translation>
    </message>
    <message>
        <source>No chip reader is connected. Check the document without its chip.</source>
        <translation>Tidak ada pembaca cip yang terhubung. Periksa dokumen tanpa cipnya.</translation>
    </message>
    <message>
        <source>The chip is read once the lines are there.</source>
        <translation>Cip dibaca setelah baris zona ada.</translation>
    </message>
    <message>
        <source>Lay the document on the chip reader.</source>
        <translation>Letakkan dokumen di atas pembaca cip.</translation>
    </message>
    <message>
        <source>Reading the chip. Let the document lie.</source>
        <translation>Membaca cip. Biarkan dokumen di tempatnya.</translation>
    </message>
    <message>
        <source>The chip does not open with these lines. Which number is printed?</source>
        <translation>Cip tidak terbuka dengan baris ini. Nomor mana yang tercetak?</translation>
    </message>
    <message>
        <source>The chip has been read.</source>
        <translation>Cip sudah dibaca.</translation>
    </message>
    <message>
        <source>The chip was not read.</source>
        <translation>Cip tidak terbaca.</translation>
    </message>
    <message>
        <source>The face in the chip and the traveller&apos;s do not agree. Compare them yourself.</source>
        <translation>Wajah dalam cip dan wajah pelintas tidak sesuai. Bandingkan sendiri.</translation>
    </message>
    <message>
        <source>The face in the chip and the one on the page do not agree. Compare them yourself.</source>
        <translation>Wajah dalam cip dan wajah pada halaman tidak sesuai. Bandingkan sendiri.</translation>
    </message>
    <message>
        <source>The face on the page and the traveller&apos;s do not agree. Compare them yourself.</source>
        <translation>Wajah pada halaman dan wajah pelintas tidak sesuai. Bandingkan sendiri.</translation>
    </message>
    <message>
        <source>Visa seal</source>
        <translation>Segel visa</translation>
    </message>
    <message>
        <source>Seal of an emergency travel document</source>
        <translation>Segel dokumen perjalanan darurat</translation>
    </message>
    <message>
        <source>Seal of a residence permit</source>
        <translation>Segel izin tinggal</translation>
    </message>
    <message>
        <source>Seal of an arrival attestation</source>
        <translation>Segel bukti kedatangan</translation>
    </message>
    <message>
        <source>Seal of a social insurance card</source>
        <translation>Segel kartu jaminan sosial</translation>
    </message>
    <message>
        <source>Seal of an address sticker</source>
        <translation>Segel stiker alamat</translation>
    </message>
    <message>
        <source>Seal of a passport</source>
        <translation>Segel paspor</translation>
    </message>
    <message>
        <source>Seal of an identity card</source>
        <translation>Segel kartu identitas</translation>
    </message>
    <message>
        <source>Seal of a test result</source>
        <translation>Segel hasil tes</translation>
    </message>
    <message>
        <source>Seal of a vaccination</source>
        <translation>Segel vaksinasi</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Akses</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Tanda tangan</translation>
    </message>
    <message>
        <source>Signer</source>
        <translation>Penanda tangan</translation>
    </message>
    <message>
        <source>Issuing state</source>
        <translation>Negara penerbit</translation>
    </message>
    <message>
        <source>Data unchanged</source>
        <translation>Data tidak berubah</translation>
    </message>
    <message>
        <source>List of contents</source>
        <translation>Daftar isi</translation>
    </message>
    <message>
        <source>State in chip and signature</source>
        <translation>Negara pada cip dan tanda tangan</translation>
    </message>
    <message>
        <source>Type of document</source>
        <translation>Jenis dokumen</translation>
    </message>
    <message>
        <source>Chip is the original</source>
        <translation>Cip asli, bukan salinan</translation>
    </message>
    <message>
        <source>Chip and printed lines</source>
        <translation>Cip dan baris tercetak</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Negara</translation>
    </message>
    <message>
        <source>The chip has no signature of a state.</source>
        <translation>Cip tidak memiliki tanda tangan negara.</translation>
    </message>
    <message>
        <source>The chip&apos;s signature is not in a known form.</source>
        <translation>Tanda tangan cip tidak dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>What the state signed was changed.</source>
        <translation>Isi yang ditandatangani negara telah diubah.</translation>
    </message>
    <message>
        <source>The signature on the data is wrong.</source>
        <translation>Tanda tangan pada data salah.</translation>
    </message>
    <message>
        <source>The signature lacks parts that it must have.</source>
        <translation>Tanda tangan tidak memiliki bagian yang wajib ada.</translation>
    </message>
    <message>
        <source>The signature does not say when it was made.</source>
        <translation>Tanda tangan tidak menyebut kapan dibuat.</translation>
    </message>
    <message>
        <source>The signature is dated in the future.</source>
        <translation>Tanda tangan bertanggal di masa depan.</translation>
    </message>
    <message>
        <source>Signed by an old method.</source>
        <translation>Ditandatangani dengan cara lama.</translation>
    </message>
    <message>
        <source>Signed by a method that this station does not know.</source>
        <translation>Ditandatangani dengan cara yang tidak dikenal stasiun ini.</translation>
    </message>
    <message>
        <source>The signer&apos;s certificate is not there.</source>
        <translation>Sertifikat penanda tangan tidak ada.</translation>
    </message>
    <message>
        <source>The signer may not sign such documents.</source>
        <translation>Penanda tangan tidak berwenang atas dokumen seperti ini.</translation>
    </message>
    <message>
        <source>The signer&apos;s key is no possible key.</source>
        <translation>Kunci penanda tangan bukan kunci yang mungkin.</translation>
    </message>
    <message>
        <source>The signer&apos;s key was used outside its period.</source>
        <translation>Kunci penanda tangan dipakai di luar masanya.</translation>
    </message>
    <message>
        <source>The signer&apos;s certificate is not valid yet.</source>
        <translation>Sertifikat penanda tangan belum berlaku.</translation>
    </message>
    <message>
        <source>The signer&apos;s certificate was not valid on the day of signing.</source>
        <translation>Sertifikat penanda tangan tidak berlaku pada hari penandatanganan.</translation>
    </message>
    <message>
        <source>The signer&apos;s certificate ended before the document does.</source>
        <translation>Sertifikat penanda tangan berakhir sebelum dokumennya.</translation>
    </message>
    <message>
        <source>The signer&apos;s certificate has ended since; the document stays valid.</source>
        <translation>Sertifikat penanda tangan sudah berakhir; dokumen tetap berlaku.</translation>
    </message>
    <message>
        <source>The signer is trusted by itself, without a state&apos;s authority.</source>
        <translation>Penanda tangan dipercaya langsung, tanpa otoritas negara.</translation>
    </message>
    <message>
        <source>The signer names a state&apos;s key that did not sign it: forged.</source>
        <translation>Penanda tangan menyebut kunci negara yang tidak menandatanganinya: palsu.</translation>
    </message>
    <message>
        <source>The state has revoked this signer.</source>
        <translation>Negara telah mencabut penanda tangan ini.</translation>
    </message>
    <message>
        <source>This signer may have been revoked.</source>
        <translation>Penanda tangan ini mungkin telah dicabut.</translation>
    </message>
    <message>
        <source>This station has no key of the issuing state.</source>
        <translation>Stasiun ini tidak memiliki kunci negara penerbit.</translation>
    </message>
    <message>
        <source>This station does not have the issuing state&apos;s key that was used.</source>
        <translation>Stasiun ini tidak memiliki kunci negara penerbit yang dipakai.</translation>
    </message>
    <message>
        <source>The certificate above the signer may not vouch for it.</source>
        <translation>Sertifikat di atas penanda tangan tidak berwenang menjaminnya.</translation>
    </message>
    <message>
        <source>The state&apos;s key was not valid on the day it vouched for the signer.</source>
        <translation>Kunci negara tidak berlaku pada hari menjamin penanda tangan.</translation>
    </message>
    <message>
        <source>The state&apos;s key has ended since; the document stays valid.</source>
        <translation>Kunci negara sudah berakhir; dokumen tetap berlaku.</translation>
    </message>
    <message>
        <source>A new key of the state that none of its known keys vouches for.</source>
        <translation>Kunci baru negara yang tidak dijamin kunci yang dikenal.</translation>
    </message>
    <message>
        <source>Revocation was not checked: this station has no lists.</source>
        <translation>Pencabutan tidak diperiksa: stasiun ini tidak memiliki daftarnya.</translation>
    </message>
    <message>
        <source>There is no revocation list of this state.</source>
        <translation>Tidak ada daftar pencabutan dari negara ini.</translation>
    </message>
    <message>
        <source>The state&apos;s revocation list is out of date.</source>
        <translation>Daftar pencabutan negara ini sudah usang.</translation>
    </message>
    <message>
        <source>The issuing state admits a fault in such documents.</source>
        <translation>Negara penerbit mengakui kesalahan pada dokumen seperti ini.</translation>
    </message>
    <message>
        <source>Data in the chip are not those that the state signed.</source>
        <translation>Data di cip bukan data yang ditandatangani negara.</translation>
    </message>
    <message>
        <source>Data in the chip are not in a known form.</source>
        <translation>Data di cip tidak dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>The chip holds data that the state did not sign.</source>
        <translation>Cip berisi data yang tidak ditandatangani negara.</translation>
    </message>
    <message>
        <source>Data that the state signed are not in the chip.</source>
        <translation>Data yang ditandatangani negara tidak ada di cip.</translation>
    </message>
    <message>
        <source>Reading some of the data broke off. Lay the document down again.</source>
        <translation>Pembacaan sebagian data terputus. Letakkan dokumen sekali lagi.</translation>
    </message>
    <message>
        <source>The same data came twice.</source>
        <translation>Data yang sama datang dua kali.</translation>
    </message>
    <message>
        <source>The chip&apos;s list of contents is not the one that was signed.</source>
        <translation>Daftar isi cip bukan yang ditandatangani.</translation>
    </message>
    <message>
        <source>The chip&apos;s list of contents is not in a known form.</source>
        <translation>Daftar isi cip tidak dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>The state in the data is not the one that signed.</source>
        <translation>Negara dalam data bukan yang menandatangani.</translation>
    </message>
    <message>
        <source>The code of the state is not known.</source>
        <translation>Kode negara tidak dikenal.</translation>
    </message>
    <message>
        <source>The signer may not sign this type of document.</source>
        <translation>Penanda tangan tidak berwenang atas jenis dokumen ini.</translation>
    </message>
    <message>
        <source>The chip does not have its secret key: a copy.</source>
        <translation>Cip tidak memiliki kunci rahasianya: salinan.</translation>
    </message>
    <message>
        <source>The chip did not prove its key.</source>
        <translation>Cip tidak membuktikan kuncinya.</translation>
    </message>
    <message>
        <source>The chip&apos;s proof has an unusual form.</source>
        <translation>Bukti cip berbentuk tidak biasa.</translation>
    </message>
    <message>
        <source>The chip does not say by which method it proves its key.</source>
        <translation>Cip tidak menyebut cara pembuktian kuncinya.</translation>
    </message>
    <message>
        <source>The chip does not have its key for the secure line: a copy.</source>
        <translation>Cip tidak memiliki kunci jalur amannya: salinan.</translation>
    </message>
    <message>
        <source>The chip did not show its key for the secure line.</source>
        <translation>Cip tidak menunjukkan kunci jalur amannya.</translation>
    </message>
    <message>
        <source>The chip does not have the key it opened with: a copy.</source>
        <translation>Cip tidak memiliki kunci pembukanya: salinan.</translation>
    </message>
    <message>
        <source>The chip&apos;s key is no possible key.</source>
        <translation>Kunci cip bukan kunci yang mungkin.</translation>
    </message>
    <message>
        <source>The chip&apos;s key is not the one that was signed.</source>
        <translation>Kunci cip bukan yang ditandatangani.</translation>
    </message>
    <message>
        <source>The chip hides the key that its state signed.</source>
        <translation>Cip menyembunyikan kunci yang ditandatangani negaranya.</translation>
    </message>
    <message>
        <source>No trusted state vouches for the chip&apos;s key.</source>
        <translation>Tidak ada negara tepercaya yang menjamin kunci cip.</translation>
    </message>
    <message>
        <source>The chip was not asked to prove its key.</source>
        <translation>Cip tidak diminta membuktikan kuncinya.</translation>
    </message>
    <message>
        <source>This chip cannot show that it is no copy.</source>
        <translation>Cip ini tidak dapat menunjukkan bahwa ia bukan salinan.</translation>
    </message>
    <message>
        <source>The chip&apos;s key list is not in a known form.</source>
        <translation>Daftar kunci cip tidak dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>The seal is not in a known form.</source>
        <translation>Segel tidak dalam bentuk yang dikenal.</translation>
    </message>
    <message>
        <source>The seal&apos;s signature is wrong.</source>
        <translation>Tanda tangan segel salah.</translation>
    </message>
    <message>
        <source>This station does not know the seal&apos;s signer.</source>
        <translation>Stasiun ini tidak mengenal penanda tangan segel.</translation>
    </message>
    <message>
        <source>It came as keys, and keys get lost: show the code to the camera before you judge by it.</source>
        <translation>Dikirim sebagai ketikan yang dapat hilang: tunjukkan kodenya ke kamera sebelum menilainya.</translation>
    </message>
    <message>
        <source>The chip says something else than the printed lines.</source>
        <translation>Cip menyatakan hal lain daripada baris tercetak.</translation>
    </message>
    <message>
        <source>Master list</source>
        <translation>Daftar induk</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Otoritas</translation>
    </message>
    <message>
        <source>Revocations</source>
        <translation>Pencabutan</translation>
    </message>
    <message>
        <source>Deviations</source>
        <translation>Penyimpangan</translation>
    </message>
    <message>
        <source>{count} certificates of authorities</source>
        <translation>{count} sertifikat otoritas</translation>
    </message>
    <message>
        <source>{count} certificate</source>
        <translation>{count} sertifikat</translation>
    </message>
    <message>
        <source>{count} revoked certificates</source>
        <translation>{count} sertifikat yang dicabut</translation>
    </message>
    <message>
        <source>{count} faults that the state admits</source>
        <translation>{count} kekeliruan yang diakui negara</translation>
    </message>
    <message>
        <source>Slot inside the reader, for the card of its operator</source>
        <translation>Slot di dalam pembaca, untuk kartu operatornya</translation>
    </message>
    <message>
        <source>Nothing lies on it</source>
        <translation>Tidak ada apa pun di atasnya</translation>
    </message>
    <message>
        <source>A contactless chip</source>
        <translation>Cip nirsentuh</translation>
    </message>
    <message>
        <source>A card with contacts</source>
        <translation>Kartu dengan kontak</translation>
    </message>
    <message>
        <source>The chip failed</source>
        <translation>Cip gagal</translation>
    </message>
    <message>
        <source>The chip is undetermined</source>
        <translation>Cip belum pasti</translation>
    </message>
    <message>
        <source>The chip was not read to its end</source>
        <translation>Cip tidak terbaca sampai selesai</translation>
    </message>
    <message>
        <source>Another face than chip and page</source>
        <translation>Wajah lain daripada cip dan halaman</translation>
    </message>
    <message>
        <source>Another face on the page</source>
        <translation>Wajah lain pada halaman</translation>
    </message>
    <message>
        <source>Another face in the chip</source>
        <translation>Wajah lain dalam cip</translation>
    </message>
    <message>
        <source>Three different faces</source>
        <translation>Tiga wajah berbeda</translation>
    </message>
    <message>
        <source>Faces of document and traveller do not agree</source>
        <translation>Wajah pada dokumen dan wajah pelintas tidak sesuai</translation>
    </message>
    <message>
        <source>A seal failed</source>
        <translation>Segel gagal</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Nama lengkap</translation>
    </message>
    <message>
        <source>Full date of birth</source>
        <translation>Tanggal lahir lengkap</translation>
    </message>
    <message>
        <source>Personal number</source>
        <translation>Nomor pribadi</translation>
    </message>
    <message>
        <source>Issuing authority</source>
        <translation>Kantor penerbit</translation>
    </message>
    <message>
        <source>Outside profile</source>
        <translation>Di luar profil</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>Tidak diukur</translation>
    </message>
    <message>
        <source>Platen clean</source>
        <translation>Kaca bersih</translation>
    </message>
    <message>
        <source>Clean the platen</source>
        <translation>Bersihkan kaca</translation>
    </message>
    <message>
        <source>A print is left on the platen; clean it</source>
        <translation>Bekas jari tertinggal di kaca; bersihkan</translation>
    </message>
    <message>
        <source>Something lies on the platen</source>
        <translation>Ada sesuatu di kaca</translation>
    </message>
    <message>
        <source>Platen not looked at yet</source>
        <translation>Kaca belum diperiksa</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Stabil</translation>
    </message>
    <message>
        <source>Replace soon</source>
        <translation>Segera ganti</translation>
    </message>
    <message>
        <source>Worn out</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Too few calibrations to tell</source>
        <translation>Kalibrasi terlalu sedikit untuk menilai</translation>
    </message>
    <message>
        <source>Station started</source>
        <translation>Stasiun dimulai</translation>
    </message>
    <message>
        <source>Station stopped</source>
        <translation>Stasiun dihentikan</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Masuk</translation>
    </message>
    <message>
        <source>Sign-in failed</source>
        <translation>Gagal masuk</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Keluar</translation>
    </message>
    <message>
        <source>Locked after a pause</source>
        <translation>Terkunci setelah jeda</translation>
    </message>
    <message>
        <source>Unlocked</source>
        <translation>Dibuka</translation>
    </message>
    <message>
        <source>Counter handed over</source>
        <translation>Loket diserahterimakan</translation>
    </message>
    <message>
        <source>Officer added</source>
        <translation>Petugas ditambahkan</translation>
    </message>
    <message>
        <source>Officer changed</source>
        <translation>Petugas diubah</translation>
    </message>
    <message>
        <source>Password changed</source>
        <translation>Kata sandi diubah</translation>
    </message>
    <message>
        <source>Visit opened</source>
        <translation>Pemeriksaan dibuka</translation>
    </message>
    <message>
        <source>Visit cancelled</source>
        <translation>Pemeriksaan dibatalkan</translation>
    </message>
    <message>
        <source>Interrupted visit resumed</source>
        <translation>Pemeriksaan terputus dilanjutkan</translation>
    </message>
    <message>
        <source>Interrupted visit discarded</source>
        <translation>Pemeriksaan terputus dibuang</translation>
    </message>
    <message>
        <source>Visit sealed</source>
        <translation>Pemeriksaan disegel</translation>
    </message>
    <message>
        <source>Privacy notice shown</source>
        <translation>Privasi ditunjukkan</translation>
    </message>
    <message>
        <source>Veto of the officer</source>
        <translation>Putusan petugas</translation>
    </message>
    <message>
        <source>Failed check overridden</source>
        <translation>Pemeriksaan gagal dikesampingkan</translation>
    </message>
    <message>
        <source>Record read</source>
        <translation>Data perlintasan dibaca</translation>
    </message>
    <message>
        <source>Case opened</source>
        <translation>Kasus dibuka</translation>
    </message>
    <message>
        <source>Case claimed</source>
        <translation>Kasus diambil</translation>
    </message>
    <message>
        <source>Central has lost records</source>
        <translation>Pusat kehilangan catatan</translation>
    </message>
    <message>
        <source>Case taken over from a colleague</source>
        <translation>Kasus diambil alih dari rekan</translation>
    </message>
    <message>
        <source>Case ruled</source>
        <translation>Kasus diputus</translation>
    </message>
    <message>
        <source>Ruling shown at the counter</source>
        <translation>Putusan ditampilkan di loket</translation>
    </message>
    <message>
        <source>Receipt accepted</source>
        <translation>Tanda terima diterima</translation>
    </message>
    <message>
        <source>Receipt refused</source>
        <translation>Tanda terima ditolak</translation>
    </message>
    <message>
        <source>Record key removed</source>
        <translation>Kunci data dihapus</translation>
    </message>
    <message>
        <source>Record erased</source>
        <translation>Data perlintasan dihapus</translation>
    </message>
    <message>
        <source>Record exported</source>
        <translation>Data perlintasan diekspor</translation>
    </message>
    <message>
        <source>Retention run</source>
        <translation>Retensi dijalankan</translation>
    </message>
    <message>
        <source>Identity of the station installed</source>
        <translation>Identitas stasiun dipasang</translation>
    </message>
    <message>
        <source>Standing of the station&apos;s identity changed</source>
        <translation>Keadaan identitas stasiun berubah</translation>
    </message>
    <message>
        <source>List of revoked identities received</source>
        <translation>Daftar identitas yang dicabut diterima</translation>
    </message>
    <message>
        <source>Keys created</source>
        <translation>Kunci dibuat</translation>
    </message>
    <message>
        <source>Keys changed</source>
        <translation>Kunci diganti</translation>
    </message>
    <message>
        <source>Policy changed</source>
        <translation>Kebijakan diubah</translation>
    </message>
    <message>
        <source>Backup made</source>
        <translation>Cadangan dibuat</translation>
    </message>
    <message>
        <source>Backup restored</source>
        <translation>Cadangan dipulihkan</translation>
    </message>
    <message>
        <source>Records written to a disk for central</source>
        <translation>Data perlintasan ditulis ke disk untuk pusat</translation>
    </message>
    <message>
        <source>Answer of central read from a disk</source>
        <translation>Jawaban pusat dibaca dari disk</translation>
    </message>
    <message>
        <source>Something the agency sent is missing</source>
        <translation>Ada kiriman instansi yang hilang</translation>
    </message>
    <message>
        <source>Device seen</source>
        <translation>Perangkat terlihat</translation>
    </message>
    <message>
        <source>Device calibrated</source>
        <translation>Perangkat dikalibrasi</translation>
    </message>
    <message>
        <source>Clock set back</source>
        <translation>Jam dimundurkan</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>Disk penuh</translation>
    </message>
    <message>
        <source>Record queued again</source>
        <translation>Data perlintasan diantrekan lagi</translation>
    </message>
    <message>
        <source>Act of one person, as the policy allows</source>
        <translation>Tindakan satu orang, sesuai kebijakan</translation>
    </message>
    <message>
        <source>Act of two people</source>
        <translation>Tindakan dua orang</translation>
    </message>
    <message>
        <source>Allow departure</source>
        <translation>Izinkan berangkat</translation>
    </message>
    <message>
        <source>Refer to further inspection</source>
        <translation>Rujuk ke pemeriksaan lanjutan</translation>
    </message>
    <message>
        <source>Hold departure</source>
        <translation>Tunda keberangkatan</translation>
    </message>
    <message>
        <source>Left before a decision, sealed with its evidence</source>
        <translation>Dihentikan sebelum keputusan, disegel beserta buktinya</translation>
    </message>
    <message>
        <source>Visa and passport do not agree</source>
        <translation>Visa dan paspor tidak sesuai</translation>
    </message>
    <message>
        <source>The document was entered by hand</source>
        <translation>Data dokumen diisi manual</translation>
    </message>
    <message>
        <source>No given names in the document</source>
        <translation>Tidak ada nama depan dalam dokumen</translation>
    </message>
    <message>
        <source>No number in the document</source>
        <translation>Tidak ada nomor dalam dokumen</translation>
    </message>
    <message>
        <source>No nationality in the document</source>
        <translation>Tidak ada kebangsaan dalam dokumen</translation>
    </message>
    <message>
        <source>No date of birth in the document</source>
        <translation>Tidak ada tanggal lahir dalam dokumen</translation>
    </message>
    <message>
        <source>No date of expiry in the document</source>
        <translation>Tidak ada tanggal habis berlaku dalam dokumen</translation>
    </message>
    <message>
        <source>No state or organisation has this code: compare it.</source>
        <translation>Tidak ada negara atau organisasi dengan kode ini: bandingkan.</translation>
    </message>
    <message>
        <source>This code belongs to no state of today: compare it.</source>
        <translation>Kode ini bukan milik negara yang ada sekarang: bandingkan.</translation>
    </message>
    <message>
        <source>An unusual kind of document: look at it closely.</source>
        <translation>Jenis dokumen tidak lazim: periksa dengan teliti.</translation>
    </message>
    <message>
        <source>No family name is printed: compare the name.</source>
        <translation>Nama keluarga tidak tercetak: bandingkan nama.</translation>
    </message>
    <message>
        <source>The name may be cut: compare it with the printed name.</source>
        <translation>Nama mungkin terpotong: bandingkan dengan nama yang tercetak.</translation>
    </message>
    <message>
        <source>The name looks misread: compare it letter by letter.</source>
        <translation>Nama tampaknya salah terbaca: bandingkan huruf demi huruf.</translation>
    </message>
    <message>
        <source>Is the document valid without end?</source>
        <translation>Apakah dokumen berlaku tanpa batas waktu?</translation>
    </message>
    <message>
        <source>In which year does the document end?</source>
        <translation>Tahun berapa dokumen habis berlaku?</translation>
    </message>
    <message>
        <source>In which year was the traveller born?</source>
        <translation>Tahun berapa pelintas lahir?</translation>
    </message>
    <message>
        <source>No check digit tells these apart, compare:</source>
        <translation>Digit pemeriksa tidak membedakan yang berikut, bandingkan:</translation>
    </message>
    <message>
        <source>Code of an e-visa</source>
        <translation>Kode e-visa</translation>
    </message>
    <message>
        <source>Code of an e-visa on arrival</source>
        <translation>Kode e-VoA</translation>
    </message>
    <message>
        <source>Code of an arrival card</source>
        <translation>Kode kartu kedatangan</translation>
    </message>
    <message>
        <source>Visible digital seal</source>
        <translation>Segel digital</translation>
    </message>
    <message>
        <source>Boarding pass</source>
        <translation>Pas naik</translation>
    </message>
    <message>
        <source>by a stamp</source>
        <translation>dengan cap</translation>
    </message>
    <message>
        <source>by a boarding pass</source>
        <translation>dengan pas naik</translation>
    </message>
    <message>
        <source>by a permit</source>
        <translation>dengan izin</translation>
    </message>
    <message>
        <source>as the traveller says</source>
        <translation>menurut keterangan pelintas</translation>
    </message>
    <message>
        <source>In the country, by these records</source>
        <translation>Berada di Indonesia, menurut catatan ini</translation>
    </message>
    <message>
        <source>No finger could be taken, with a reason</source>
        <translation>Tidak ada jari yang dapat diambil, dengan alasan</translation>
    </message>
    <message>
        <source>One finger only was taken: it says less than four</source>
        <translation>Hanya satu jari yang diambil: kurang meyakinkan dibandingkan empat jari</translation>
    </message>
    <message>
        <source>Lines of a document as a code</source>
        <translation>Baris dokumen dalam bentuk kode</translation>
    </message>
    <message>
        <source>An address; it is not opened</source>
        <translation>Alamat situs; tidak dibuka</translation>
    </message>
    <message>
        <source>A code of unknown kind</source>
        <translation>Kode yang jenisnya tidak dikenal</translation>
    </message>
    <message>
        <source>It carries a signature that is not verified here.</source>
        <translation>Bertanda tangan digital, tetapi tidak diverifikasi di sini.</translation>
    </message>
    <message>
        <source>Keys cannot carry it. Show it to the camera, or let the technician set the reader to hexadecimal.</source>
        <translation>Tidak dapat dikirim sebagai ketikan. Tunjukkan ke kamera, atau minta teknisi menyetel pembaca ke heksadesimal.</translation>
    </message>
    <message>
        <source>Not signed, it proves nothing. To look the record up:</source>
        <translation>Tanpa tanda tangan, bukan bukti. Untuk mencari data:</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>tanpa batas waktu</translation>
    </message>
    <message>
        <source>Name and mode are kept.</source>
        <translation>Nama dan mode disimpan.</translation>
    </message>
    <message>
        <source>The agency&apos;s key is read. Compare its fingerprint.</source>
        <translation>Kunci instansi terbaca. Cocokkan sidik kuncinya.</translation>
    </message>
    <message>
        <source>The keys are made, and the request for the agency is written.</source>
        <translation>Kunci sudah dibuat dan permintaan untuk instansi sudah ditulis.</translation>
    </message>
    <message>
        <source>The request is copied. It holds nothing secret.</source>
        <translation>Permintaan sudah disalin. Isinya tidak rahasia.</translation>
    </message>
    <message>
        <source>The agency&apos;s identity is checked and installed.</source>
        <translation>Identitas dari instansi sudah diperiksa dan dipasang.</translation>
    </message>
    <message>
        <source>Central was reached; address and certificate are kept.</source>
        <translation>Server pusat terhubung; alamat dan sertifikat disimpan.</translation>
    </message>
    <message>
        <source>The policy is read and in use from the next start on.</source>
        <translation>Kebijakan sudah dibaca dan berlaku mulai pemulaian berikutnya.</translation>
    </message>
    <message>
        <source>The officer is added. Another one, or go on.</source>
        <translation>Petugas ditambahkan. Tambah lagi, atau lanjutkan.</translation>
    </message>
    <message>
        <source>The copy of the keys for the recovery officer is there.</source>
        <translation>Salinan kunci untuk petugas pemulihan sudah ada.</translation>
    </message>
    <message>
        <source>The report is saved.</source>
        <translation>Laporan disimpan.</translation>
    </message>
    <message>
        <source>The report is with the printer.</source>
        <translation>Laporan dikirim ke printer.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versi</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Jam</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Kunci</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identitas</translation>
    </message>
    <message>
        <source>What ends</source>
        <translation>Masa berlaku</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Data perlintasan</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Menunggu dikirim</translation>
    </message>
    <message>
        <source>Revoked identities</source>
        <translation>Identitas dicabut</translation>
    </message>
    <message>
        <source>States&apos; lists</source>
        <translation>Daftar negara</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Perangkat</translation>
    </message>
    <message>
        <source>Fonts</source>
        <translation>Huruf</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Swap</translation>
    </message>
    <message>
        <source>Permissions of files</source>
        <translation>Izin berkas</translation>
    </message>
    <message>
        <source>Network sockets</source>
        <translation>Soket jaringan</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Server pusat</translation>
    </message>
    <message>
        <source>station {station}, Python {python}, {system}</source>
        <translation>stasiun {station}, Python {python}, {system}</translation>
    </message>
    <message>
        <source>{now} UTC, kept by a time server</source>
        <translation>{now} UTC, disetel oleh server waktu</translation>
    </message>
    <message>
        <source>{now} UTC, nobody is known to keep it</source>
        <translation>{now} UTC, tidak diketahui siapa yang menyetelnya</translation>
    </message>
    <message>
        <source>{free} MiB free</source>
        <translation>{free} MiB tersisa</translation>
    </message>
    <message>
        <source>running out, {free} MiB free</source>
        <translation>hampir habis, {free} MiB tersisa</translation>
    </message>
    <message>
        <source>spent, {free} MiB free</source>
        <translation>habis, {free} MiB tersisa</translation>
    </message>
    <message>
        <source>none: this station is not commissioned</source>
        <translation>tidak ada: stasiun ini belum disiapkan</translation>
    </message>
    <message>
        <source>they do not open: {why}</source>
        <translation>tidak dapat dibuka: {why}</translation>
    </message>
    <message>
        <source>they open; from {source}</source>
        <translation>dapat dibuka; dari {source}</translation>
    </message>
    <message>
        <source>{what} until {until}</source>
        <translation>{what} sampai {until}</translation>
    </message>
    <message>
        <source>{version}, signed by the agency</source>
        <translation>{version}, ditandatangani instansi</translation>
    </message>
    <message>
        <source>{version}, not signed by the agency</source>
        <translation>{version}, tidak ditandatangani instansi</translation>
    </message>
    <message>
        <source>schema {schema}, {stored} stored at central, {receipted} receipted</source>
        <translation>skema {schema}, {stored} tersimpan di pusat, {receipted} dengan tanda terima</translation>
    </message>
    <message>
        <source>{waiting} waiting</source>
        <translation>{waiting} menunggu</translation>
    </message>
    <message>
        <source>list {number} of revoked identities</source>
        <translation>daftar {number} identitas yang dicabut</translation>
    </message>
    <message>
        <source>none here</source>
        <translation>tidak ada di sini</translation>
    </message>
    <message>
        <source>{entries} entries, of {dated}</source>
        <translation>{entries} entri, tanggal {dated}</translation>
    </message>
    <message>
        <source>{entries} entries, of no date</source>
        <translation>{entries} entri, tanpa tanggal</translation>
    </message>
    <message>
        <source>no lists of the states: no chip is found genuine</source>
        <translation>tidak ada daftar negara: tidak ada cip yang dapat dinyatakan asli</translation>
    </message>
    <message>
        <source>{count} lists and certificates of states</source>
        <translation>{count} daftar dan sertifikat negara</translation>
    </message>
    <message>
        <source>behind services of their makers</source>
        <translation>melalui layanan pembuatnya</translation>
    </message>
    <message>
        <source>none on the bus</source>
        <translation>tidak ada di bus USB</translation>
    </message>
    <message>
        <source>none</source>
        <translation>tidak ada</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ya</translation>
    </message>
    <message>
        <source>no</source>
        <translation>tidak</translation>
    </message>
    <message>
        <source>kept long enough</source>
        <translation>masa simpan berakhir</translation>
    </message>
    <message>
        <source>on request</source>
        <translation>atas permintaan</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>valid; serial {serial}, until {until}</source>
        <translation>berlaku; nomor seri {serial}, sampai {until}</translation>
    </message>
    <message>
        <source>ends soon; serial {serial}, until {until}</source>
        <translation>segera berakhir; nomor seri {serial}, sampai {until}</translation>
    </message>
    <message>
        <source>not valid now; serial {serial}, from {since} until {until}</source>
        <translation>saat ini tidak berlaku; nomor seri {serial}, dari {since} sampai {until}</translation>
    </message>
    <message>
        <source>revoked; serial {serial}</source>
        <translation>dicabut; nomor seri {serial}</translation>
    </message>
    <message>
        <source>of another station or of other keys; serial {serial}</source>
        <translation>milik stasiun lain atau kunci lain; nomor seri {serial}</translation>
    </message>
    <message>
        <source>not signed by the agency whose key is here</source>
        <translation>tidak ditandatangani instansi yang kuncinya ada di sini</translation>
    </message>
    <message>
        <source>on the bus, but this account may not open them: {names}</source>
        <translation>terpasang di bus USB, tetapi akun ini tidak boleh membukanya: {names}</translation>
    </message>
    <message>
        <source>those of the windows are here</source>
        <translation>fon jendela tersedia</translation>
    </message>
    <message>
        <source>missing: {names}</source>
        <translation>tidak ada: {names}</translation>
    </message>
    <message>
        <source>for names in Chinese, Japanese and Korean: here</source>
        <translation>untuk nama Tionghoa, Jepang, dan Korea: tersedia</translation>
    </message>
    <message>
        <source>for names in Chinese, Japanese and Korean: none</source>
        <translation>untuk nama Tionghoa, Jepang, dan Korea: tidak ada</translation>
    </message>
    <message>
        <source>none in use</source>
        <translation>tidak dipakai</translation>
    </message>
    <message>
        <source>keys and records are their owner&apos;s alone</source>
        <translation>kunci dan data hanya dapat dibaca pemiliknya</translation>
    </message>
    <message>
        <source>no program of this station can be reached from outside</source>
        <translation>tidak ada program stasiun ini yang dapat dihubungi dari luar</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>belum disebutkan</translation>
    </message>
    <message>
        <source>reached; its clock is {offset} s from ours</source>
        <translation>terhubung; jamnya berselisih {offset} detik dari jam kita</translation>
    </message>
    <message>
        <source>mend this first</source>
        <translation>perbaiki ini dahulu</translation>
    </message>
    <message>
        <source>Python 3.11 to 3.13 is needed</source>
        <translation>diperlukan Python 3.11 sampai 3.13</translation>
    </message>
    <message>
        <source>name a time server in /etc/systemd/timesyncd.conf; with chrony or ntpd see `central` below</source>
        <translation>sebutkan server waktu di /etc/systemd/timesyncd.conf; dengan chrony atau ntpd lihat basis data pusat di bawah</translation>
    </message>
    <message>
        <source>make room on this disk</source>
        <translation>kosongkan ruang di disk ini</translation>
    </message>
    <message>
        <source>give this station&apos;s passphrase or PIN</source>
        <translation>masukkan frasa sandi atau PIN stasiun ini</translation>
    </message>
    <message>
        <source>station-admin agency issue at the agency, then station-admin identity install FILE</source>
        <translation>station-admin agency issue di instansi, lalu station-admin identity install FILE</translation>
    </message>
    <message>
        <source>renew it ({code})</source>
        <translation>perbarui ({code})</translation>
    </message>
    <message>
        <source>station-admin policy sign, at the agency</source>
        <translation>station-admin policy sign, di instansi</translation>
    </message>
    <message>
        <source>see central; or station-admin disk</source>
        <translation>lihat basis data pusat; atau station-admin disk</translation>
    </message>
    <message>
        <source>ask the agency whether it has sent one</source>
        <translation>tanyakan kepada instansi apakah sudah mengirimnya</translation>
    </message>
    <message>
        <source>it is {days} days old: ask the agency</source>
        <translation>sudah {days} hari: tanyakan kepada instansi</translation>
    </message>
    <message>
        <source>ask the agency whether it has sent them</source>
        <translation>tanyakan kepada instansi apakah sudah mengirimnya</translation>
    </message>
    <message>
        <source>ask the agency for the next one: documents of a state whose list has ended stay undetermined</source>
        <translation>minta yang berikutnya kepada instansi: dokumen negara yang daftarnya berakhir tetap tidak dapat ditentukan</translation>
    </message>
    <message>
        <source>plug a reader in; station-tech devices</source>
        <translation>pasang pemindai; station-tech devices</translation>
    </message>
    <message>
        <source>swapoff, or encrypt it: keys are in memory</source>
        <translation>swapoff, atau enkripsikan: kunci ada di memori</translation>
    </message>
    <message>
        <source>chmod go= each of them</source>
        <translation>chmod go= untuk masing-masing</translation>
    </message>
    <message>
        <source>find out why; nothing of a station listens outside</source>
        <translation>cari tahu sebabnya; tidak ada bagian stasiun yang mendengarkan dari luar</translation>
    </message>
    <message>
        <source>[central] url and tls in the settings</source>
        <translation>[central] url dan tls di pengaturan</translation>
    </message>
    <message>
        <source>set the clock right</source>
        <translation>betulkan jamnya</translation>
    </message>
    <message>
        <source>look at its name, the network, the certificate and the clock; the counter goes on meanwhile</source>
        <translation>periksa namanya, jaringan, sertifikat, dan jam; loket tetap berjalan sementara itu</translation>
    </message>
    <message>
        <source>Optical resolution across</source>
        <translation>Resolusi optik melintang</translation>
    </message>
    <message>
        <source>Optical resolution along</source>
        <translation>Resolusi optik membujur</translation>
    </message>
    <message>
        <source>Width of the area</source>
        <translation>Lebar bidang</translation>
    </message>
    <message>
        <source>Height of the area</source>
        <translation>Tinggi bidang</translation>
    </message>
    <message>
        <source>Resolution across</source>
        <translation>Resolusi melintang</translation>
    </message>
    <message>
        <source>Resolution along</source>
        <translation>Resolusi membujur</translation>
    </message>
    <message>
        <source>Ratio of resolutions</source>
        <translation>Rasio resolusi</translation>
    </message>
    <message>
        <source>Accuracy, short distance</source>
        <translation>Ketelitian, jarak pendek</translation>
    </message>
    <message>
        <source>Accuracy, long distance</source>
        <translation>Ketelitian, jarak panjang</translation>
    </message>
    <message>
        <source>Accuracy along the bars</source>
        <translation>Ketelitian searah garis</translation>
    </message>
    <message>
        <source>Residual after correction</source>
        <translation>Sisa setelah koreksi</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Rotasi</translation>
    </message>
    <message>
        <source>Skew</source>
        <translation>Kemiringan</translation>
    </message>
    <message>
        <source>Keystone across</source>
        <translation>Trapesium melintang</translation>
    </message>
    <message>
        <source>Keystone along</source>
        <translation>Trapesium membujur</translation>
    </message>
    <message>
        <source>Residual of the geometry</source>
        <translation>Sisa geometri</translation>
    </message>
    <message>
        <source>Linearity</source>
        <translation>Linearitas</translation>
    </message>
    <message>
        <source>Signal to noise, white</source>
        <translation>Sinyal terhadap derau, putih</translation>
    </message>
    <message>
        <source>Signal to noise, black</source>
        <translation>Sinyal terhadap derau, hitam</translation>
    </message>
    <message>
        <source>Black level</source>
        <translation>Tingkat hitam</translation>
    </message>
    <message>
        <source>White level</source>
        <translation>Tingkat putih</translation>
    </message>
    <message>
        <source>Rows, dark</source>
        <translation>Baris, gelap</translation>
    </message>
    <message>
        <source>Rows, bright</source>
        <translation>Baris, terang</translation>
    </message>
    <message>
        <source>Columns, dark</source>
        <translation>Kolom, gelap</translation>
    </message>
    <message>
        <source>Columns, bright</source>
        <translation>Kolom, terang</translation>
    </message>
    <message>
        <source>Pixels, dark</source>
        <translation>Piksel, gelap</translation>
    </message>
    <message>
        <source>Pixels, bright</source>
        <translation>Piksel, terang</translation>
    </message>
    <message>
        <source>Areas, dark</source>
        <translation>Area, gelap</translation>
    </message>
    <message>
        <source>Areas, bright</source>
        <translation>Area, terang</translation>
    </message>
    <message>
        <source>Grey range</source>
        <translation>Rentang abu-abu</translation>
    </message>
    <message>
        <source>Gaps in the grey range</source>
        <translation>Celah rentang abu-abu</translation>
    </message>
    <message>
        <source>Noise in the dark</source>
        <translation>Derau gelap</translation>
    </message>
    <message>
        <source>Rise of the dark level</source>
        <translation>Kenaikan tingkat gelap</translation>
    </message>
    <message>
        <source>Light against commissioning</source>
        <translation>Cahaya terhadap peresmian</translation>
    </message>
    <message>
        <source>Uneven response before</source>
        <translation>Respons tak rata sebelum</translation>
    </message>
    <message>
        <source>Uneven response after</source>
        <translation>Respons tak rata sesudah</translation>
    </message>
    <message>
        <source>Shading</source>
        <translation>Bayangan</translation>
    </message>
    <message>
        <source>Dead pixels, share</source>
        <translation>Piksel mati, bagian</translation>
    </message>
    <message>
        <source>Dead pixels, largest group</source>
        <translation>Piksel mati, kelompok terbesar</translation>
    </message>
    <message>
        <source>Dirty blocks</source>
        <translation>Blok kotor</translation>
    </message>
    <message>
        <source>Dirt level</source>
        <translation>Tingkat kotoran</translation>
    </message>
    <message>
        <source>Print left behind</source>
        <translation>Bekas jari tertinggal</translation>
    </message>
    <message>
        <source>Power up</source>
        <translation>Menyala</translation>
    </message>
    <message>
        <source>Device information</source>
        <translation>Informasi perangkat</translation>
    </message>
    <message>
        <source>Key exchange</source>
        <translation>Pertukaran kunci</translation>
    </message>
    <message>
        <source>A picture</source>
        <translation>Sebuah gambar</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Matikan</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>Citra per detik</translation>
    </message>
    <message>
        <source>Picture width</source>
        <translation>Lebar gambar</translation>
    </message>
    <message>
        <source>Picture height</source>
        <translation>Tinggi gambar</translation>
    </message>
    <message>
        <source>Portrait, height</source>
        <translation>Potret, tinggi</translation>
    </message>
    <message>
        <source>Portrait, width</source>
        <translation>Potret, lebar</translation>
    </message>
    <message>
        <source>Eye distance at 100 cm</source>
        <translation>Jarak mata pada 100 cm</translation>
    </message>
    <message>
        <source>Smallest person in view</source>
        <translation>Orang terpendek</translation>
    </message>
    <message>
        <source>Tallest person in view</source>
        <translation>Orang tertinggi</translation>
    </message>
    <message>
        <source>Tilt of the camera</source>
        <translation>Kemiringan kamera</translation>
    </message>
    <message>
        <source>Focus, softest edge</source>
        <translation>Fokus, tepi terlembut</translation>
    </message>
    <message>
        <source>Evenness of the focus</source>
        <translation>Kerataan fokus</translation>
    </message>
    <message>
        <source>Overexposed share</source>
        <translation>Bagian terlalu terang</translation>
    </message>
    <message>
        <source>Evenness of the light</source>
        <translation>Kerataan cahaya</translation>
    </message>
    <message>
        <source>Noise of the middle grey</source>
        <translation>Derau abu-abu tengah</translation>
    </message>
    <message>
        <source>White balance, worst grey</source>
        <translation>Imbangan putih, abu-abu terburuk</translation>
    </message>
    <message>
        <source>Colour error, mean</source>
        <translation>Galat warna, rerata</translation>
    </message>
    <message>
        <source>Colour error, largest</source>
        <translation>Galat warna, terbesar</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Ketajaman</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Eksposur</translation>
    </message>
    <message>
        <source>{count} lists and certificates of states; ending: {near}</source>
        <translation>{count} daftar dan sertifikat negara; berakhir: {near}</translation>
    </message>
    <message>
        <source>the udev rule of the package is missing, or the account is not in plugdev; then plug it in anew</source>
        <translation>aturan udev dari paket tidak ada, atau akun ini bukan anggota plugdev; setelah itu cabut lalu pasang kembali pembacanya</translation>
    </message>
    <message>
        <source>plug a camera in; station-tech devices</source>
        <translation>pasang kamera; station-tech devices</translation>
    </message>
    <message>
        <source>install the package again</source>
        <translation>pasang kembali paketnya</translation>
    </message>
    <message>
        <source>Contrast across, {cycles}/mm</source>
        <translation>Kontras melintang, {cycles}/mm</translation>
    </message>
    <message>
        <source>Contrast along, {cycles}/mm</source>
        <translation>Kontras membujur, {cycles}/mm</translation>
    </message>
    <message>
        <source>{quantity} (as read)</source>
        <translation>{quantity} (apa adanya)</translation>
    </message>
    <message>
        <source>Counter officer</source>
        <translation>Petugas loket</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Penyelia</translation>
    </message>
    <message>
        <source>Technician</source>
        <translation>Teknisi</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Auditor</translation>
    </message>
    <message>
        <source>Enrol travellers</source>
        <translation>Mendaftarkan pelintas</translation>
    </message>
    <message>
        <source>Verify travellers</source>
        <translation>Memverifikasi pelintas</translation>
    </message>
    <message>
        <source>Decide cases</source>
        <translation>Memutuskan kasus</translation>
    </message>
    <message>
        <source>Calibrate devices</source>
        <translation>Mengalibrasi perangkat</translation>
    </message>
    <message>
        <source>Look after devices</source>
        <translation>Merawat perangkat</translation>
    </message>
    <message>
        <source>Administer the station</source>
        <translation>Mengelola stasiun</translation>
    </message>
    <message>
        <source>Erase records</source>
        <translation>Menghapus data perlintasan</translation>
    </message>
    <message>
        <source>Export records</source>
        <translation>Mengekspor data perlintasan</translation>
    </message>
    <message>
        <source>Read the audit log</source>
        <translation>Membaca log audit</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Wajah</translation>
    </message>
    <message>
        <source>Fingers</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>Gabungan</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>Cocok</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>Tidak cocok</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>Tidak dibandingkan</translation>
    </message>
    <message>
        <source>Same person, the comparison is wrong</source>
        <translation>Orang sama, perbandingan keliru</translation>
    </message>
    <message>
        <source>Not the same person</source>
        <translation>Bukan orang yang sama</translation>
    </message>
    <message>
        <source>Not the same person, the match is wrong</source>
        <translation>Bukan orang yang sama, kecocokan keliru</translation>
    </message>
    <message>
        <source>Admit</source>
        <translation>Beri izin masuk</translation>
    </message>
    <message>
        <source>Refer</source>
        <translation>Rujuk ke pemeriksaan lanjutan</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Tolak masuk</translation>
    </message>
    <message>
        <source>Does not match the record</source>
        <translation>Tidak cocok dengan data perlintasan</translation>
    </message>
    <message>
        <source>Matches another identity</source>
        <translation>Cocok dengan identitas lain</translation>
    </message>
    <message>
        <source>Watchlist</source>
        <translation>Daftar cekal</translation>
    </message>
    <message>
        <source>Found by the central search</source>
        <translation>Ditemukan pencarian pusat</translation>
    </message>
    <message>
        <source>Same person</source>
        <translation>Orang yang sama</translation>
    </message>
    <message>
        <source>Different people</source>
        <translation>Orang berbeda</translation>
    </message>
    <message>
        <source>Right thumb</source>
        <translation>Jempol kanan</translation>
    </message>
    <message>
        <source>Right index</source>
        <translation>Telunjuk kanan</translation>
    </message>
    <message>
        <source>Right middle</source>
        <translation>Jari tengah kanan</translation>
    </message>
    <message>
        <source>Right ring</source>
        <translation>Jari manis kanan</translation>
    </message>
    <message>
        <source>Right little</source>
        <translation>Kelingking kanan</translation>
    </message>
    <message>
        <source>Left thumb</source>
        <translation>Jempol kiri</translation>
    </message>
    <message>
        <source>Left index</source>
        <translation>Telunjuk kiri</translation>
    </message>
    <message>
        <source>Left middle</source>
        <translation>Jari tengah kiri</translation>
    </message>
    <message>
        <source>Left ring</source>
        <translation>Jari manis kiri</translation>
    </message>
    <message>
        <source>Left little</source>
        <translation>Kelingking kiri</translation>
    </message>
    <message>
        <source>Permanent (amputated)</source>
        <translation>Permanen (amputasi)</translation>
    </message>
    <message>
        <source>Temporary (bandage, injury)</source>
        <translation>Sementara (perban, luka)</translation>
    </message>
    <message>
        <source>Cannot be placed</source>
        <translation>Tidak dapat diletakkan</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translation>Kedatangan</translation>
    </message>
    <message>
        <source>Departure</source>
        <translation>Keberangkatan</translation>
    </message>
    <message>
        <source>Tourism</source>
        <translation>Wisata</translation>
    </message>
    <message>
        <source>Business</source>
        <translation>Bisnis</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Keluarga</translation>
    </message>
    <message>
        <source>Transit</source>
        <translation>Transit</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Bekerja</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>Belajar</translation>
    </message>
    <message>
        <source>Medical treatment</source>
        <translation>Pengobatan</translation>
    </message>
    <message>
        <source>Official</source>
        <translation>Dinas</translation>
    </message>
    <message>
        <source>Crew</source>
        <translation>Awak</translation>
    </message>
    <message>
        <source>Returning national or resident</source>
        <translation>WNI atau penduduk yang kembali</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Siap</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>Bekerja</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Tidak tersambung</translation>
    </message>
    <message>
        <source>No picture, reconnecting</source>
        <translation>Tanpa gambar, menyambung lagi</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>Gangguan</translation>
    </message>
    <message>
        <source>Not on the list of allowed devices</source>
        <translation>Tidak dalam daftar perangkat</translation>
    </message>
    <message>
        <source>Connected, not used at this counter</source>
        <translation>Terhubung, tidak dipakai di loket ini</translation>
    </message>
    <message>
        <source>The camera is starting</source>
        <translation>Kamera sedang mulai</translation>
    </message>
    <message>
        <source>Looking for a face</source>
        <translation>Mencari wajah</translation>
    </message>
    <message>
        <source>Face found, hold still</source>
        <translation>Wajah ditemukan, tetap diam</translation>
    </message>
    <message>
        <source>Capturing, hold still</source>
        <translation>Mengambil, tetap diam</translation>
    </message>
    <message>
        <source>Come a little closer</source>
        <translation>Maju sedikit</translation>
    </message>
    <message>
        <source>Move a little to the left</source>
        <translation>Geser sedikit ke kiri</translation>
    </message>
    <message>
        <source>Move a little to the right</source>
        <translation>Geser sedikit ke kanan</translation>
    </message>
    <message>
        <source>Look straight into the camera</source>
        <translation>Lihat lurus ke kamera</translation>
    </message>
    <message>
        <source>Open your eyes</source>
        <translation>Buka mata Anda</translation>
    </message>
    <message>
        <source>Close your mouth</source>
        <translation>Tutup mulut Anda</translation>
    </message>
    <message>
        <source>One person only, please</source>
        <translation>Satu orang saja</translation>
    </message>
    <message>
        <source>Checking the picture</source>
        <translation>Memeriksa gambar</translation>
    </message>
    <message>
        <source>Please wait for the officer</source>
        <translation>Mohon tunggu petugas</translation>
    </message>
    <message>
        <source>Captured, every check passed</source>
        <translation>Sudah diambil, semua syarat terpenuhi</translation>
    </message>
    <message>
        <source>Capture stopped</source>
        <translation>Pengambilan dihentikan</translation>
    </message>
    <message>
        <source>Time is over; this is the best picture</source>
        <translation>Waktu habis; ini gambar terbaik</translation>
    </message>
    <message>
        <source>Time is over and no face was found</source>
        <translation>Waktu habis dan wajah tidak ditemukan</translation>
    </message>
    <message>
        <source>The camera stopped during the capture</source>
        <translation>Kamera berhenti saat mengambil</translation>
    </message>
    <message>
        <source>Place the finger on the scanner</source>
        <translation>Letakkan jari di pemindai</translation>
    </message>
    <message>
        <source>Finger found, keep still</source>
        <translation>Jari ditemukan, tetap diam</translation>
    </message>
    <message>
        <source>Press less</source>
        <translation>Kurangi tekanan</translation>
    </message>
    <message>
        <source>Press a little more</source>
        <translation>Tekan sedikit lagi</translation>
    </message>
    <message>
        <source>Move the finger to the left</source>
        <translation>Geser jari ke kiri</translation>
    </message>
    <message>
        <source>Move the finger to the right</source>
        <translation>Geser jari ke kanan</translation>
    </message>
    <message>
        <source>Move the finger forward</source>
        <translation>Geser jari ke depan</translation>
    </message>
    <message>
        <source>Move the finger back</source>
        <translation>Geser jari ke belakang</translation>
    </message>
    <message>
        <source>Keep the finger still</source>
        <translation>Jaga jari tetap diam</translation>
    </message>
    <message>
        <source>Too few fingers</source>
        <translation>Jari kurang</translation>
    </message>
    <message>
        <source>Scanning, keep still</source>
        <translation>Memindai, tetap diam</translation>
    </message>
    <message>
        <source>Scoring the print</source>
        <translation>Menilai sidik jari</translation>
    </message>
    <message>
        <source>Lift the finger</source>
        <translation>Angkat jari</translation>
    </message>
    <message>
        <source>The scanner is unplugged; plug it in, nothing is lost</source>
        <translation>Pemindai tercabut; pasang lagi, tidak ada yang hilang</translation>
    </message>
    <message>
        <source>The scanner is back; place the finger again</source>
        <translation>Pemindai kembali; letakkan jari lagi</translation>
    </message>
    <message>
        <source>Document listed</source>
        <translation>Dokumen terdaftar</translation>
    </message>
    <message>
        <source>Name listed</source>
        <translation>Nama terdaftar</translation>
    </message>
    <message>
        <source>Face alike</source>
        <translation>Wajah mirip</translation>
    </message>
    <message>
        <source>Waiting for a supervisor</source>
        <translation>Menunggu penyelia</translation>
    </message>
    <message>
        <source>A supervisor is looking at it</source>
        <translation>Sedang dilihat penyelia</translation>
    </message>
    <message>
        <source>Ruled</source>
        <translation>Diputus</translation>
    </message>
    <message>
        <source>Fingerprint scanner</source>
        <translation>Pemindai sidik jari</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Sedang dipakai</translation>
    </message>
    <message>
        <source>About to lock</source>
        <translation>Akan terkunci</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Terkunci</translation>
    </message>
    <message>
        <source>Accept: the reason can be seen</source>
        <translation>Terima: alasannya terlihat</translation>
    </message>
    <message>
        <source>Past last day</source>
        <translation>Lewat izin tinggal</translation>
    </message>
    <message>
        <source>Due in 7 days</source>
        <translation>Berakhir dalam 7 hari</translation>
    </message>
    <message>
        <source>Inside now</source>
        <translation>Sedang di dalam negeri</translation>
    </message>
    <message>
        <source>Unmatched</source>
        <translation>Tanpa padanan</translation>
    </message>
    <message>
        <source>This shift</source>
        <translation>Giliran ini</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Layanan</translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation>Kedatangan</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Galat</translation>
    </message>
    <message>
        <source>Unlinked: the crossings are their own identity&apos;s again.</source>
        <translation>Dipisahkan: data perlintasan kembali ke identitasnya sendiri.</translation>
    </message>
    <message>
        <source>Kept. Another supervisor is asked; until then the link stands.</source>
        <translation>Disimpan. Pendapat penyelia lain diminta; sampai saat itu hubungan tetap berlaku.</translation>
    </message>
    <message>
        <source>The case is open again and asks for a first look at the pictures; until then the link stands.</source>
        <translation>Kasus dibuka lagi dan meminta pengamatan awal atas gambar; sampai saat itu hubungan tetap berlaku.</translation>
    </message>
    <message>
        <source>The opinions say that it is one person: the link stands.</source>
        <translation>Pendapat menyatakan bahwa ini satu orang: hubungan tetap berlaku.</translation>
    </message>
    <message>
        <source>Admitted</source>
        <translation>Diberi izin masuk</translation>
    </message>
    <message>
        <source>Extended</source>
        <translation>Diperpanjang</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>Diperbaiki</translation>
    </message>
    <message>
        <source>Closed: came again, the departure is not on record</source>
        <translation>Ditutup: datang lagi, keberangkatan tidak tercatat</translation>
    </message>
    <message>
        <source>Too poor to compare</source>
        <translation>Mutu terlalu rendah untuk dibandingkan</translation>
    </message>
    <message>
        <source>Document in doubt</source>
        <translation>Dokumen diragukan</translation>
    </message>
    <message>
        <source>Presentation attack</source>
        <translation>Serangan presentasi</translation>
    </message>
    <message>
        <source>Stayed too long</source>
        <translation>Melebihi izin tinggal</translation>
    </message>
    <message>
        <source>Skin</source>
        <translation>Kulit</translation>
    </message>
    <message>
        <source>Face outline</source>
        <translation>Garis wajah</translation>
    </message>
    <message>
        <source>Proportions</source>
        <translation>Proporsi</translation>
    </message>
    <message>
        <source>Hairline</source>
        <translation>Garis rambut</translation>
    </message>
    <message>
        <source>Forehead</source>
        <translation>Dahi</translation>
    </message>
    <message>
        <source>Eyebrows</source>
        <translation>Alis</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>Mata</translation>
    </message>
    <message>
        <source>Cheeks</source>
        <translation>Pipi</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>Hidung</translation>
    </message>
    <message>
        <source>Ears</source>
        <translation>Telinga</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>Mulut</translation>
    </message>
    <message>
        <source>Chin and jaw</source>
        <translation>Dagu dan rahang</translation>
    </message>
    <message>
        <source>Neck</source>
        <translation>Leher</translation>
    </message>
    <message>
        <source>Facial hair</source>
        <translation>Kumis dan janggut</translation>
    </message>
    <message>
        <source>Facial lines</source>
        <translation>Kerutan wajah</translation>
    </message>
    <message>
        <source>Scars</source>
        <translation>Bekas luka</translation>
    </message>
    <message>
        <source>Facial marks</source>
        <translation>Tanda wajah</translation>
    </message>
    <message>
        <source>Alterations</source>
        <translation>Perubahan</translation>
    </message>
    <message>
        <source>agrees</source>
        <translation>sesuai</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>berbeda</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>tak terlihat</translation>
    </message>
    <message>
        <source>Cannot decide</source>
        <translation>Tidak dapat diputuskan</translation>
    </message>
    <message>
        <source>Accept: no reason can be seen</source>
        <translation>Terima: alasan tidak terlihat</translation>
    </message>
    <message>
        <source>Reject, although it passed</source>
        <translation>Jangan dipakai, meskipun lulus</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Siaga</translation>
    </message>
    <message>
        <source>Move back a little</source>
        <translation>Mundur sedikit</translation>
    </message>
    <message>
        <source>A little higher</source>
        <translation>Sedikit lebih tinggi</translation>
    </message>
    <message>
        <source>A little lower</source>
        <translation>Sedikit lebih rendah</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>Diam sebentar</translation>
    </message>
    <message>
        <source>Turn the head slowly to one side</source>
        <translation>Toleh perlahan ke satu sisi</translation>
    </message>
    <message>
        <source>The head was turned, and moved as a head does</source>
        <translation>Kepala menoleh dan bergerak seperti kepala</translation>
    </message>
    <message>
        <source>What was turned is flat, like a page or a screen</source>
        <translation>Yang diputar itu datar, seperti kertas atau layar</translation>
    </message>
    <message>
        <source>No turn of the head was seen</source>
        <translation>Gerakan menoleh tidak terlihat</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>Sama</translation>
    </message>
    <message>
        <source>Alike</source>
        <translation>Mirip</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>Berbeda</translation>
    </message>
    <message>
        <source>Chip reader</source>
        <translation>Pembaca cip</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Belum</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Berjalan</translation>
    </message>
    <message>
        <source>Visit set aside</source>
        <translation>Pemeriksaan ditunda</translation>
    </message>
    <message>
        <source>Face taken that did not look like the record</source>
        <translation>Wajah diambil meski tidak mirip data perlintasan</translation>
    </message>
    <message>
        <source>Traveller asked to turn the head</source>
        <translation>Pelintas diminta menoleh</translation>
    </message>
    <message>
        <source>Case put back into the queue</source>
        <translation>Kasus dikembalikan ke antrean</translation>
    </message>
    <message>
        <source>Case handed over to a colleague</source>
        <translation>Kasus diserahkan kepada rekan</translation>
    </message>
    <message>
        <source>Case escalated</source>
        <translation>Kasus dieskalasi</translation>
    </message>
    <message>
        <source>Opinion on a case given</source>
        <translation>Pendapat atas kasus diberikan</translation>
    </message>
    <message>
        <source>Ruled case opened again</source>
        <translation>Kasus yang diputuskan dibuka kembali</translation>
    </message>
    <message>
        <source>New version of a record after a ruling</source>
        <translation>Versi baru data perlintasan setelah putusan</translation>
    </message>
    <message>
        <source>Stay extended, corrected or void</source>
        <translation>Masa tinggal diperpanjang, diperbaiki, atau dibatalkan</translation>
    </message>
    <message>
        <source>Monthly report made</source>
        <translation>Laporan bulanan dibuat</translation>
    </message>
    <message>
        <source>Sum of travellers&apos; answers of a month sent to the agency</source>
        <translation>Jumlah jawaban pelintas satu bulan dikirim ke instansi</translation>
    </message>
    <message>
        <source>Log of transactions saved to a file</source>
        <translation>Catatan transaksi disimpan ke berkas</translation>
    </message>
    <message>
        <source>Faces of old records completed</source>
        <translation>Wajah pada data lama dilengkapi</translation>
    </message>
    <message>
        <source>Yaw</source>
        <translation>Toleh</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>Angguk</translation>
    </message>
    <message>
        <source>Roll</source>
        <translation>Miring</translation>
    </message>
    <message>
        <source>Neutral expression</source>
        <translation>Ekspresi netral</translation>
    </message>
    <message>
        <source>Mouth closed</source>
        <translation>Mulut tertutup</translation>
    </message>
    <message>
        <source>No raised brows</source>
        <translation>Alis tidak naik</translation>
    </message>
    <message>
        <source>Eyes open</source>
        <translation>Mata terbuka</translation>
    </message>
    <message>
        <source>Eyes visible</source>
        <translation>Mata terlihat</translation>
    </message>
    <message>
        <source>Gaze at camera</source>
        <translation>Pandang ke kamera</translation>
    </message>
    <message>
        <source>Even background</source>
        <translation>Latar rata</translation>
    </message>
    <message>
        <source>No shadow behind</source>
        <translation>Tanpa bayang latar</translation>
    </message>
    <message>
        <source>Nobody else</source>
        <translation>Tanpa orang lain</translation>
    </message>
    <message>
        <source>Height, px</source>
        <translation>Tinggi, px</translation>
    </message>
    <message>
        <source>Width, px</source>
        <translation>Lebar, px</translation>
    </message>
    <message>
        <source>Head width</source>
        <translation>Lebar kepala</translation>
    </message>
    <message>
        <source>Head height</source>
        <translation>Tinggi kepala</translation>
    </message>
    <message>
        <source>Vertical position</source>
        <translation>Posisi tegak</translation>
    </message>
    <message>
        <source>Centred</source>
        <translation>Di tengah</translation>
    </message>
    <message>
        <source>Eye distance, px</source>
        <translation>Jarak mata, px</translation>
    </message>
    <message>
        <source>Even light</source>
        <translation>Cahaya rata</translation>
    </message>
    <message>
        <source>No face shadow</source>
        <translation>Tanpa bayang wajah</translation>
    </message>
    <message>
        <source>No hot spots</source>
        <translation>Tanpa silau</translation>
    </message>
    <message>
        <source>No glasses glare</source>
        <translation>Tanpa silau kacamata</translation>
    </message>
    <message>
        <source>Natural colours</source>
        <translation>Warna alami</translation>
    </message>
    <message>
        <source>No red eyes</source>
        <translation>Tanpa mata merah</translation>
    </message>
    <message>
        <source>Colour space</source>
        <translation>Ruang warna</translation>
    </message>
    <message>
        <source>Grey levels</source>
        <translation>Tingkat abu-abu</translation>
    </message>
    <message>
        <source>{listed} is {own} in another script</source>
        <translation>{listed} adalah {own} dalam aksara lain</translation>
    </message>
    <message>
        <source>Letters with and without marks count as one</source>
        <translation>Huruf dengan dan tanpa tanda dihitung sama</translation>
    </message>
    <message>
        <source>The letter in {own} / {listed} may stand for the whole word</source>
        <translation>Huruf dalam {own} / {listed} mungkin singkatan dari kata lengkapnya</translation>
    </message>
    <message>
        <source>{own} and {listed} are the same words, written as one or apart</source>
        <translation>{own} dan {listed} adalah kata yang sama, ditulis serangkai atau terpisah</translation>
    </message>
    <message>
        <source>{own} and {listed}: old and new Indonesian spelling</source>
        <translation>{own} dan {listed}: ejaan Indonesia lama dan baru</translation>
    </message>
    <message>
        <source>{own} and {listed}: two ways to write Chinese in Latin letters</source>
        <translation>{own} dan {listed}: dua cara menulis nama Tionghoa dengan huruf Latin</translation>
    </message>
    <message>
        <source>{own} and {listed}: one Chinese name in two dialects</source>
        <translation>{own} dan {listed}: satu nama Tionghoa dalam dua dialek</translation>
    </message>
    <message>
        <source>{own} and {listed}: two ways to write Arabic in Latin letters</source>
        <translation>{own} dan {listed}: dua cara menulis nama Arab dengan huruf Latin</translation>
    </message>
    <message>
        <source>{own} and {listed}: two ways to write Cyrillic in Latin letters</source>
        <translation>{own} dan {listed}: dua cara menulis nama Kiril dengan huruf Latin</translation>
    </message>
    <message>
        <source>{own} and {listed} sound alike</source>
        <translation>{own} dan {listed} bunyinya mirip</translation>
    </message>
    <message>
        <source>{own} and {listed} differ in few letters</source>
        <translation>{own} dan {listed} berbeda sedikit huruf</translation>
    </message>
    <message>
        <source>The same words in another order</source>
        <translation>Kata-kata yang sama dalam urutan lain</translation>
    </message>
    <message>
        <source>{own} is not on the list</source>
        <translation>{own} tidak ada dalam daftar</translation>
    </message>
    <message>
        <source>{listed} is not in the document</source>
        <translation>{listed} tidak ada dalam dokumen</translation>
    </message>
    <message>
        <source>The list gives a part of the date, or one that differs in a digit</source>
        <translation>Daftar hanya memuat sebagian tanggal, atau tanggal yang berbeda satu angka</translation>
    </message>
    <message>
        <source>The numbers differ only in characters that are easily confused</source>
        <translation>Nomornya hanya berbeda pada karakter yang mudah tertukar</translation>
    </message>
    <message>
        <source>lost document</source>
        <translation>dokumen hilang</translation>
    </message>
    <message>
        <source>overstay</source>
        <translation>melebihi izin tinggal</translation>
    </message>
    <message>
        <source>wanted</source>
        <translation>dicari</translation>
    </message>
    <message>
        <source>Visa number</source>
        <translation>Nomor visa</translation>
    </message>
    <message>
        <source>Stay permit number</source>
        <translation>Nomor izin tinggal</translation>
    </message>
    <message>
        <source>Stay permit valid until</source>
        <translation>Izin tinggal berlaku sampai</translation>
    </message>
    <message>
        <source>Re-entry permit valid until</source>
        <translation>Izin masuk kembali berlaku sampai</translation>
    </message>
    <message>
        <source>Vessel or flight</source>
        <translation>Kapal atau penerbangan</translation>
    </message>
    <message>
        <source>The register says nothing against this crossing.</source>
        <translation>Tidak ada catatan yang menghalangi perlintasan ini.</translation>
    </message>
    <message>
        <source>In the country by these records, last day {day}: the departure is missing. Ask for proof of it.</source>
        <translation>Menurut catatan ini masih berada di Indonesia, izin tinggal s.d. {day}: keberangkatan tidak tercatat. Minta buktinya.</translation>
    </message>
    <message>
        <source>By these records {days} days over the last day {day}. When did they leave? Ask for proof, or refer.</source>
        <translation>Menurut catatan ini melewati izin tinggal s.d. {day} selama {days} hari. Kapan berangkat? Minta bukti, atau rujuk.</translation>
    </message>
    <message>
        <source>Departure shown, {day}: the open stay is closed with that day.</source>
        <translation>Bukti keberangkatan {day}: masa tinggal yang terbuka ditutup dengan tanggal itu.</translation>
    </message>
    <message>
        <source>Departure shown, {day}: {days} days over the last day. Refer.</source>
        <translation>Bukti keberangkatan {day}: {days} hari melewati izin tinggal. Rujuk.</translation>
    </message>
    <message>
        <source>The open stay is on another document: renewed? Keep both.</source>
        <translation>Masa tinggal yang terbuka memakai dokumen lain: sudah diganti? Simpan keduanya.</translation>
    </message>
    <message>
        <source>An open stay under another nationality, last day {day}. A supervisor decides; nothing is merged.</source>
        <translation>Ada masa tinggal terbuka dengan kebangsaan lain, s.d. {day}. Penyelia yang memutuskan; data tidak digabung.</translation>
    </message>
    <message>
        <source>An own national with an open stay as a foreigner. A supervisor decides.</source>
        <translation>Warga negara Indonesia dengan masa tinggal terbuka sebagai orang asing. Penyelia yang memutuskan.</translation>
    </message>
    <message>
        <source>No day is left by the rule of this class.</source>
        <translation>Menurut aturan indeks ini tidak ada hari yang tersisa.</translation>
    </message>
    <message>
        <source>No visa class fits this traveller.</source>
        <translation>Tidak ada indeks visa yang sesuai untuk pelintas ini.</translation>
    </message>
    <message>
        <source>The passport must be valid until {day}.</source>
        <translation>Paspor harus berlaku sampai {day}.</translation>
    </message>
    <message>
        <source>This document is on the list: stop, second line.</source>
        <translation>Dokumen ini ada dalam daftar: hentikan, pemeriksaan lanjutan.</translation>
    </message>
    <message>
        <source>May be a listed person: second line. Nobody is refused by a name alone.</source>
        <translation>Mungkin orang dalam daftar: pemeriksaan lanjutan. Tidak seorang pun ditolak karena nama saja.</translation>
    </message>
    <message>
        <source>Central was not heard for {days} days: the register may not know all.</source>
        <translation>Tidak ada kabar dari pusat selama {days} hari: catatan mungkin tidak lengkap.</translation>
    </message>
    <message>
        <source>The entry is not on record; it was shown.</source>
        <translation>Kedatangan tidak tercatat; buktinya ditunjukkan.</translation>
    </message>
    <message>
        <source>No entry on record and none shown: ask for the entry mark, or refer.</source>
        <translation>Kedatangan tidak tercatat dan tidak ada bukti: minta tanda masuk, atau rujuk.</translation>
    </message>
    <message>
        <source>An earlier stay is open too, last day {day}. Ask for proof.</source>
        <translation>Masa tinggal sebelumnya juga masih terbuka, s.d. {day}. Minta bukti.</translation>
    </message>
    <message>
        <source>May be a listed person: second line.</source>
        <translation>Mungkin orang dalam daftar: pemeriksaan lanjutan.</translation>
    </message>
    <message>
        <source>Resident with a re-entry permit: away until {day} at the latest.</source>
        <translation>Pemegang izin tinggal dengan izin masuk kembali: kembali paling lambat {day}.</translation>
    </message>
    <message>
        <source>The permit ends with this departure.</source>
        <translation>Izin tinggal berakhir dengan keberangkatan ini.</translation>
    </message>
    <message>
        <source>Crew: compare vessel and sign-off.</source>
        <translation>Awak alat angkut: bandingkan alat angkut dan keterangan turun kapal.</translation>
    </message>
    <message>
        <source>Only the crossing is recorded.</source>
        <translation>Hanya perlintasan yang dicatat.</translation>
    </message>
    <message>
        <source>In time: the last day is {day}.</source>
        <translation>Masih dalam izin tinggal, s.d. {day}.</translation>
    </message>
    <message>
        <source>{days} days over the last day {day}: {fee}. Enter the receipt, or refer.</source>
        <translation>{days} hari melewati izin tinggal s.d. {day}: {fee}. Masukkan nomor bukti bayar, atau rujuk.</translation>
    </message>
    <message>
        <source>{days} days over the last day {day}: the rule leaves this open. Refer.</source>
        <translation>{days} hari melewati izin tinggal s.d. {day}: aturan tidak menyebutkannya. Rujuk.</translation>
    </message>
    <message>
        <source>{days} days over the last day {day}: no fee. Refer.</source>
        <translation>{days} hari melewati izin tinggal s.d. {day}: tanpa biaya beban. Rujuk.</translation>
    </message>
    <message>
        <source>Stamp</source>
        <translation>Cap</translation>
    </message>
    <message>
        <source>Permit</source>
        <translation>Izin</translation>
    </message>
    <message>
        <source>Told only</source>
        <translation>Hanya keterangan lisan</translation>
    </message>
    <message>
        <source>arrival</source>
        <translation>kedatangan</translation>
    </message>
    <message>
        <source>departure</source>
        <translation>keberangkatan</translation>
    </message>
    <message>
        <source>Everything in order</source>
        <translation>Seluruh persyaratan terpenuhi</translation>
    </message>
    <message>
        <source>Inspected, identity confirmed</source>
        <translation>Diperiksa, identitas dipastikan</translation>
    </message>
    <message>
        <source>Supervisor: same person</source>
        <translation>Penyelia: orang yang sama</translation>
    </message>
    <message>
        <source>Doubt about the identity</source>
        <translation>Identitas diragukan</translation>
    </message>
    <message>
        <source>Doubt about the document</source>
        <translation>Dokumen diragukan</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Kesehatan</translation>
    </message>
    <message>
        <source>Purpose of visit unclear</source>
        <translation>Tujuan kunjungan tidak jelas</translation>
    </message>
    <message>
        <source>A case is still open</source>
        <translation>Kasus masih terbuka</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Sudah berangkat</translation>
    </message>
    <message>
        <source>Came again: the departure is not on record</source>
        <translation>Datang lagi: keberangkatannya tidak tercatat</translation>
    </message>
    <message>
        <source>Another status</source>
        <translation>Status lain</translation>
    </message>
    <message>
        <source>Became a citizen</source>
        <translation>Menjadi warga negara</translation>
    </message>
    <message>
        <source>Deported</source>
        <translation>Dideportasi</translation>
    </message>
    <message>
        <source>Died</source>
        <translation>Meninggal</translation>
    </message>
    <message>
        <source>Was entered by mistake</source>
        <translation>Salah dimasukkan</translation>
    </message>
    <message>
        <source>Document expired</source>
        <translation>Dokumen kedaluwarsa</translation>
    </message>
    <message>
        <source>Document false or altered</source>
        <translation>Dokumen palsu atau diubah</translation>
    </message>
    <message>
        <source>Not the person of the document</source>
        <translation>Bukan pemilik dokumen</translation>
    </message>
    <message>
        <source>Entry ban</source>
        <translation>Larangan masuk</translation>
    </message>
    <message>
        <source>No valid visa</source>
        <translation>Tanpa visa yang sah</translation>
    </message>
    <message>
        <source>Purpose of visit not credible</source>
        <translation>Tujuan kunjungan tidak meyakinkan</translation>
    </message>
    <message>
        <source>No support</source>
        <translation>Tanpa dukungan</translation>
    </message>
    <message>
        <source>Weak support</source>
        <translation>Dukungan lemah</translation>
    </message>
    <message>
        <source>Moderate support</source>
        <translation>Dukungan sedang</translation>
    </message>
    <message>
        <source>Moderately strong support</source>
        <translation>Dukungan cukup kuat</translation>
    </message>
    <message>
        <source>Strong support</source>
        <translation>Dukungan kuat</translation>
    </message>
    <message>
        <source>Very strong support</source>
        <translation>Dukungan sangat kuat</translation>
    </message>
    <message>
        <source>Extremely strong support</source>
        <translation>Dukungan teramat kuat</translation>
    </message>
    <message>
        <source>false match</source>
        <translation>kecocokan keliru</translation>
    </message>
    <message>
        <source>false non-match</source>
        <translation>ketidakcocokan keliru</translation>
    </message>
    <message>
        <source>true non-match</source>
        <translation>ketidakcocokan benar</translation>
    </message>
    <message>
        <source>Face and fingers agree</source>
        <translation>Wajah dan jari sesuai</translation>
    </message>
    <message>
        <source>Poor capture explains the score</source>
        <translation>Mutu pengambilan yang buruk menjelaskan skor</translation>
    </message>
    <message>
        <source>Renewed document</source>
        <translation>Dokumen diperbarui</translation>
    </message>
    <message>
        <source>Error in the record</source>
        <translation>Kesalahan dalam data perlintasan</translation>
    </message>
    <message>
        <source>Faces differ</source>
        <translation>Wajah berbeda</translation>
    </message>
    <message>
        <source>Fingerprints differ</source>
        <translation>Sidik jari berbeda</translation>
    </message>
    <message>
        <source>Face and fingerprints differ</source>
        <translation>Wajah dan sidik jari berbeda</translation>
    </message>
    <message>
        <source>Document of another person</source>
        <translation>Dokumen milik orang lain</translation>
    </message>
    <message>
        <source>Scores near the threshold</source>
        <translation>Skor dekat ambang</translation>
    </message>
    <message>
        <source>Quality not sufficient</source>
        <translation>Mutu tidak mencukupi</translation>
    </message>
    <message>
        <source>Interview needed</source>
        <translation>Perlu wawancara</translation>
    </message>
    <message>
        <source>Passport not valid long enough for this stay</source>
        <translation>Masa berlaku paspor tidak cukup untuk masa tinggal ini</translation>
    </message>
    <message>
        <source>No visa class fits this traveller</source>
        <translation>Tidak ada indeks visa yang sesuai untuk pelintas ini</translation>
    </message>
    <message>
        <source>The document has expired</source>
        <translation>Dokumen kedaluwarsa</translation>
    </message>
    <message>
        <source>The visit was interrupted and resumed</source>
        <translation>Pemeriksaan terputus lalu dilanjutkan</translation>
    </message>
    <message>
        <source>Two fingers look like the same finger</source>
        <translation>Dua jari tampak seperti jari yang sama</translation>
    </message>
    <message>
        <source>Face taken by the officer&apos;s word</source>
        <translation>Wajah dipakai atas putusan petugas</translation>
    </message>
    <message>
        <source>A finger was taken by the officer&apos;s word</source>
        <translation>Jari dipakai atas putusan petugas</translation>
    </message>
    <message>
        <source>No finger was taken</source>
        <translation>Jari tidak diambil</translation>
    </message>
    <message>
        <source>A comparison was inspected by the officer</source>
        <translation>Perbandingan diperiksa petugas</translation>
    </message>
    <message>
        <source>A case belongs to this visit</source>
        <translation>Ada kasus pada pemeriksaan ini</translation>
    </message>
    <message>
        <source>Alarm: the face may be an imitation</source>
        <translation>Alarm: wajah mungkin tiruan</translation>
    </message>
    <message>
        <source>Alarm: a finger may be an imitation</source>
        <translation>Alarm: jari mungkin tiruan</translation>
    </message>
    <message>
        <source>The scanner&apos;s calibration has expired</source>
        <translation>Kalibrasi pemindai kedaluwarsa</translation>
    </message>
    <message>
        <source>The camera&apos;s certificate has expired</source>
        <translation>Sertifikat kamera telah kedaluwarsa</translation>
    </message>
    <message>
        <source>Linked to an earlier document</source>
        <translation>Dikaitkan dengan dokumen lama</translation>
    </message>
    <message>
        <source>A field of the document was corrected</source>
        <translation>Kolom dokumen diperbaiki</translation>
    </message>
    <message>
        <source>No face was taken, with a reason</source>
        <translation>Wajah tidak diambil, dengan alasan</translation>
    </message>
    <message>
        <source>No face is asked of this traveller</source>
        <translation>Wajah tidak diminta dari pelintas ini</translation>
    </message>
    <message>
        <source>No fingers are asked of this traveller</source>
        <translation>Jari tidak diminta dari pelintas ini</translation>
    </message>
    <message>
        <source>Wipe the scanner&apos;s glass</source>
        <translation>Bersihkan kaca pemindai</translation>
    </message>
    <message>
        <source>An old print lies on the glass: wipe it</source>
        <translation>Ada bekas sidik jari lama di kaca: bersihkan</translation>
    </message>
    <message>
        <source>Linked to an identity by the supervisor</source>
        <translation>Dikaitkan dengan identitas oleh penyelia</translation>
    </message>
    <message>
        <source>{fingers}: too little of the finger to compare</source>
        <translation>{fingers}: bagian jari terlalu sedikit untuk dibandingkan</translation>
    </message>
    <message>
        <source>The prints match turned round by {degrees}°: tell the technician</source>
        <translation>Sidik jari cocok bila diputar {degrees}°: beri tahu teknisi</translation>
    </message>
    <message>
        <source>These look exchanged: {given} looks like {looks} of the record</source>
        <translation>Jari tampaknya tertukar: {given} mirip {looks} pada data perlintasan</translation>
    </message>
    <message>
        <source>Relabel them</source>
        <translation>Perbaiki urutan jari</translation>
    </message>
    <message>
        <source>The order is right</source>
        <translation>Urutan sudah benar</translation>
    </message>
    <message>
        <source>The prints are turned round: tell the technician</source>
        <translation>Sidik jari terbalik: beri tahu teknisi</translation>
    </message>
    <message>
        <source>Exchanged fingers were relabelled by the officer</source>
        <translation>Urutan jari yang tertukar diperbaiki oleh petugas</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Nama keluarga</translation>
    </message>
    <message>
        <source>Given names</source>
        <translation>Nama depan</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Document number</source>
        <translation>Nomor dokumen</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Penerbit</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>Kebangsaan</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Lahir</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Jenis kelamin</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Berlaku s.d.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Jenis</translation>
    </message>
    <message>
        <source>Document code</source>
        <translation>Kode dokumen</translation>
    </message>
    <message>
        <source>Optional data</source>
        <translation>Data tambahan</translation>
    </message>
    <message>
        <source>Second optional data</source>
        <translation>Data tambahan kedua</translation>
    </message>
    <message>
        <source>Whole zone</source>
        <translation>Seluruh zona</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Baris</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>Plugged in</source>
        <translation>Dipasang</translation>
    </message>
    <message>
        <source>Unplugged</source>
        <translation>Dicabut</translation>
    </message>
    <message>
        <source>No picture for two seconds</source>
        <translation>Tanpa gambar dua detik</translation>
    </message>
    <message>
        <source>Works again</source>
        <translation>Bekerja lagi</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Dibuka</translation>
    </message>
    <message>
        <source>Certificate made</source>
        <translation>Sertifikat dibuat</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Ditolak masuk</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>NOK</source>
        <translation>NOK</translation>
    </message>
    <message>
        <source>not provided</source>
        <translation>tak tersedia</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>tanpa batas</translation>
    </message>
    <message>
        <source>* a limit of this project; none is published.</source>
        <translation>* batas dari proyek ini; tidak ada yang diterbitkan.</translation>
    </message>
    <message>
        <source>Other limits: {sources}.</source>
        <translation>Batas lain: {sources}.</translation>
    </message>
    <message>
        <source>{sentence} (code {code})</source>
        <translation>{sentence} (kode {code})</translation>
    </message>
    <message>
        <source>{count} days past</source>
        <translation>Lewat {count} hari</translation>
    </message>
    <message>
        <source>1 day past</source>
        <translation>Lewat 1 hari</translation>
    </message>
    <message>
        <source>{count} days past, by these records</source>
        <translation>Lewat {count} hari, menurut catatan ini</translation>
    </message>
    <message>
        <source>1 day past, by these records</source>
        <translation>Lewat 1 hari, menurut catatan ini</translation>
    </message>
    <message>
        <source>under 1 in {count}</source>
        <translation>di bawah 1 dari {count}</translation>
    </message>
    <message>
        <source>1 in {count}</source>
        <translation>1 dari {count}</translation>
    </message>
    <message>
        <source>e.g. {day}</source>
        <translation>mis. {day}</translation>
    </message>
    <message>
        <source>Audit log read</source>
        <translation>Log audit dibaca</translation>
    </message>
    <message>
        <source>Audit log verified</source>
        <translation>Log audit diverifikasi</translation>
    </message>
    <message>
        <source>Audit log saved to a file</source>
        <translation>Log audit disimpan ke berkas</translation>
    </message>
    <message>
        <source>Records searched</source>
        <translation>Data perlintasan dicari</translation>
    </message>
    <message>
        <source>Restore rehearsed</source>
        <translation>Pemulihan diuji</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Dihapus</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Diubah</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>Dipindahkan</translation>
    </message>
    <message>
        <source>Back-dated</source>
        <translation>Ditanggali mundur</translation>
    </message>
    <message>
        <source>Written anew</source>
        <translation>Ditulis ulang</translation>
    </message>
    <message>
        <source>False checkpoint</source>
        <translation>Titik periksa palsu</translation>
    </message>
    <message>
        <source>why</source>
        <translation>sebab</translation>
    </message>
    <message>
        <source>proven by</source>
        <translation>dibuktikan oleh</translation>
    </message>
    <message>
        <source>attempt</source>
        <translation>percobaan</translation>
    </message>
    <message>
        <source>from</source>
        <translation>dari</translation>
    </message>
    <message>
        <source>role</source>
        <translation>peran</translation>
    </message>
    <message>
        <source>open</source>
        <translation>dibuka</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>tidak terkunci</translation>
    </message>
    <message>
        <source>password</source>
        <translation>kata sandi</translation>
    </message>
    <message>
        <source>second factor</source>
        <translation>faktor kedua</translation>
    </message>
    <message>
        <source>second person</source>
        <translation>orang kedua</translation>
    </message>
    <message>
        <source>approval</source>
        <translation>persetujuan</translation>
    </message>
    <message>
        <source>act</source>
        <translation>tindakan</translation>
    </message>
    <message>
        <source>what</source>
        <translation>apa</translation>
    </message>
    <message>
        <source>digest</source>
        <translation>intisari</translation>
    </message>
    <message>
        <source>key</source>
        <translation>kunci</translation>
    </message>
    <message>
        <source>visits</source>
        <translation>perlintasan</translation>
    </message>
    <message>
        <source>cases</source>
        <translation>kasus</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>kunci</translation>
    </message>
    <message>
        <source>version</source>
        <translation>versi</translation>
    </message>
    <message>
        <source>source</source>
        <translation>sumber</translation>
    </message>
    <message>
        <source>before</source>
        <translation>sebelumnya</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>detik</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>blok</translation>
    </message>
    <message>
        <source>new</source>
        <translation>baru</translation>
    </message>
    <message>
        <source>entries</source>
        <translation>entri</translation>
    </message>
    <message>
        <source>findings</source>
        <translation>temuan</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>utuh</translation>
    </message>
    <message>
        <source>found</source>
        <translation>ditemukan</translation>
    </message>
    <message>
        <source>number</source>
        <translation>nomor</translation>
    </message>
    <message>
        <source>first day</source>
        <translation>hari pertama</translation>
    </message>
    <message>
        <source>last day</source>
        <translation>hari terakhir</translation>
    </message>
    <message>
        <source>who</source>
        <translation>siapa</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>keputusan</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>alasan</translation>
    </message>
    <message>
        <source>ruling</source>
        <translation>putusan</translation>
    </message>
    <message>
        <source>case</source>
        <translation>kasus</translation>
    </message>
    <message>
        <source>notice</source>
        <translation>pemberitahuan</translation>
    </message>
    <message>
        <source>language</source>
        <translation>bahasa</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Terbuka</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Ditutup</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Finger</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>Sandi awal</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frasa sandi</translation>
    </message>
    <message>
        <source>TPM with PIN</source>
        <translation>TPM dengan PIN</translation>
    </message>
    <message>
        <source>Token with PIN</source>
        <translation>Token dengan PIN</translation>
    </message>
    <message>
        <source>comes with the program</source>
        <translation>disertakan dengan program</translation>
    </message>
    <message>
        <source>from the agency&apos;s file</source>
        <translation>dari berkas instansi</translation>
    </message>
    <message>
        <source>from the central database</source>
        <translation>dari basis data pusat</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>berlaku</translation>
    </message>
    <message>
        <source>ends soon</source>
        <translation>segera berakhir</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>kedaluwarsa</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>dicabut</translation>
    </message>
    <message>
        <source>of other keys</source>
        <translation>milik kunci lain</translation>
    </message>
    <message>
        <source>not signed by the agency</source>
        <translation>tidak ditandatangani instansi</translation>
    </message>
    <message>
        <source>none installed</source>
        <translation>belum dipasang</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Produksi</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Pelatihan</translation>
    </message>
    <message>
        <source>Demonstration</source>
        <translation>Demonstrasi</translation>
    </message>
    <message>
        <source>Too many fingers</source>
        <translation>Terlalu banyak jari</translation>
    </message>
    <message>
        <source>Right four fingers</source>
        <translation>Empat jari kanan</translation>
    </message>
    <message>
        <source>Left four fingers</source>
        <translation>Empat jari kiri</translation>
    </message>
    <message>
        <source>Both thumbs</source>
        <translation>Kedua ibu jari</translation>
    </message>
    <message>
        <source>Fewer fingers than asked for</source>
        <translation>Jari kurang dari yang diminta</translation>
    </message>
    <message>
        <source>More fingers than asked for</source>
        <translation>Jari lebih dari yang diminta</translation>
    </message>
    <message>
        <source>Looks like the other hand</source>
        <translation>Tampak seperti tangan yang lain</translation>
    </message>
    <message>
        <source>A finger of this slap was taken before</source>
        <translation>Salah satu jari ini sudah diambil sebelumnya</translation>
    </message>
    <message>
        <source>Two fingers of this slap are the same</source>
        <translation>Dua jari dalam pengambilan ini sama</translation>
    </message>
    <message>
        <source>Left or right hand: checked</source>
        <translation>Tangan kiri atau kanan: diperiksa</translation>
    </message>
    <message>
        <source>Left or right hand: not checked</source>
        <translation>Tangan kiri atau kanan: tidak diperiksa</translation>
    </message>
    <message>
        <source>Left or right hand: logged only</source>
        <translation>Tangan kiri atau kanan: hanya dicatat</translation>
    </message>
    <message>
        <source>Older records were put back</source>
        <translation>Data lama dikembalikan</translation>
    </message>
    <message>
        <source>Older records accepted</source>
        <translation>Data lama disetujui</translation>
    </message>
</context>
<context>
    <name>_Details</name>
    <message>
        <source>Fingers</source>
        <translation>Jari</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>Perbandingan</translation>
    </message>
    <message>
        <source>First crossing, nothing to compare with</source>
        <translation>Perlintasan pertama, belum ada pembanding</translation>
    </message>
</context>
</TS>
